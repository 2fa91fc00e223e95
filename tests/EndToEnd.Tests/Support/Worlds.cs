using GmailPlatform.Domain;
using GmailPlatform.Testing;
using MediatR;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>The world of the tests that move the clock, one after another. Its platform waits five seconds for Google's OAuth endpoints.</summary>
public sealed class MovingWorld : IAsyncLifetime
{
    public const string Collection = "Tests that move the clock";

    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync(builder =>
        builder.Configuration["Google:OAuthTimeout"] = TimeSpan.FromSeconds(5).ToString());

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

[CollectionDefinition(MovingWorld.Collection)]
public sealed class MovingWorldTests : ICollectionFixture<MovingWorld>;

internal static class WorldExtensions
{
    /// <summary>Sends a use case that has no HTTP call.</summary>
    public static Task<T> SendAsync<T>(this World world, IRequest<Result<T>> request)
        where T : notnull => world.Services.SendAsync(request);

    /// <summary>Goes through Google's consent and back, as the person; answers what the application's return URL is told.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FollowAsync(this World world, string authorizationUrl, string person)
    {
        using var browser = new Browser();
        return await browser.FollowAsync((await world.Google.ConsentAsync(authorizationUrl, person)).RedirectUrl);
    }

    /// <summary>Waits until a fault that was armed for one call met that call.</summary>
    public static async Task WaitForAsync(this World world, string faultId)
    {
        using var sandbox = new HttpClient { BaseAddress = world.Settings.SandboxUrl };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var response = await sandbox.GetAsync("sandbox/faults", limit.Token);
            var armed = (await response.ReadAsync(200)).GetProperty("faults").EnumerateArray();
            if (armed.All(fault => fault.Text("id") != faultId))
            {
                return;
            }
        }
    }
}
