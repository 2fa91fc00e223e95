using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>A fault of the key set, which everybody meets, while id_tokens are signed by a key that the platform has not fetched.</summary>
internal sealed class SharedFault(World world, string faultId) : IAsyncDisposable
{
    public static async Task<SharedFault> OfKeySetAsync(World world, IReadOnlyDictionary<string, object> fault)
    {
        await world.Google.PostAsync("sandbox/keys/rotate", new { });
        // Longer than the platform waits between two fetches.
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        return new SharedFault(world, await world.Google.BreakAsync(new Dictionary<string, object>(fault) { ["endpoint"] = "jwks" }));
    }

    public async ValueTask DisposeAsync() => await world.Google.MendAsync(faultId);
}
