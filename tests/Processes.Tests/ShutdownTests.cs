using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>A deployment that replaces a server interrupts nobody.</summary>
public sealed class ShutdownTests(Worlds worlds)
{
    [Fact]
    public async Task SIGTERM_lets_a_running_request_finish_and_ends_without_an_error()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        await world.Google.BreakAsync(new { endpoint = "token", delayMs = 4_000, times = 1 });

        var refresh = tenant.PostAsync($"v1/grants/{grant}/refresh");
        await Eventually.HoldsAsync("Google is asked", async () => await world.Google.ArmedFaultsAsync() == 0);
        var stop = platform.StopAsync();

        (await refresh).Text("accessToken").Should().StartWith("ya29.");
        (await stop).Should().Be(0);
        platform.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task C7_A_server_that_is_told_to_stop_says_so_to_readiness_and_serves_on_for_the_drain_period()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync(("Shutdown:DrainPeriod", "00:00:08"));
        using var tenant = await world.ATenantAsync();
        await tenant.GetAsync("v1/grants");

        var stop = platform.StopAsync();
        await Eventually.HoldsAsync("readiness says no", async () =>
        {
            using var ready = await tenant.Api.GetAsync("health/ready");
            return (int)ready.StatusCode == 503;
        });

        await tenant.GetAsync("v1/grants");
        await tenant.GetAsync("health/live");
        (await stop).Should().Be(0);
    }
}
