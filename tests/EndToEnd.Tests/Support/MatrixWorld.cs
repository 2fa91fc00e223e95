using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>A world that runs no jobs by itself: its tests play them. Its platform waits three seconds for Google's OAuth endpoints.</summary>
public sealed class MatrixWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync(builder =>
    {
        builder.Configuration["Google:OAuthTimeout"] = TimeSpan.FromSeconds(3).ToString();
        builder.Configuration["Jobs:Run"] = "false";
    });

    public ValueTask DisposeAsync() => World.DisposeAsync();

    /// <summary>A tenant; where its Google client shall be rejected, one with a client of its own.</summary>
    public async Task<TestTenant> ATenantAsync(bool ownClient)
    {
        if (!ownClient)
        {
            return await World.ATenantAsync();
        }

        var (id, secret) = ($"{Guid.NewGuid():N}.apps.googleusercontent.com", "GOCSPX-own-secret");
        await World.Google.AClientAsync(id, secret, $"{World.PlatformUrl}oauth/google/callback");
        return await World.ATenantWithClientAsync(id, secret);
    }
}
