using System.Text.RegularExpressions;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>A refresh that failed for a passing cause becomes a job, which operators can read.</summary>
public sealed partial class BackgroundRetryTests(Worlds worlds)
{
    [Fact]
    public async Task A_refresh_that_failed_for_a_passing_cause_is_retried_in_the_background_until_it_recovers()
    {
        await using var world = await worlds.StartAsync();
        await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        await world.Google.BreakAsync(new { endpoint = "token", grantType = "refresh_token", status = 503 });
        var refused = await tenant.PostAsync($"v1/grants/{grant}/refresh", expectedStatus: 503);
        refused.Text("code").Should().Be("google_unavailable");

        await Eventually.HoldsAsync("the job is shown as a retry", async () =>
            (await world.Settings.ReadAsync("select reason from hangfire.state where name = 'Scheduled' and reason is not null")).Contains("Attempt 1: google_unavailable"));
        using var operators = await ConsoleVisitor.ArriveAsync(world.Settings.PlatformUrl, world.Google, WorldSettings.Operator);
        (await operators.ReadAsync("hangfire/retries")).Should().Contain($"Retry the refresh of grant {grant}");
        await world.Google.MendAsync();

        await Eventually.HoldsAsync("the refresh recovers", async () => (await tenant.HistoryAsync(grant)).Contains("refresh_recovered"));
        var recovered = await tenant.EventAsync(grant, "refresh_recovered");
        recovered.Text("actor").Should().Be("job:retry-refresh");
        recovered.Text("correlationId").Should().MatchRegex("^[0-9a-f]{32}$");
        await Eventually.HoldsAsync("the job ends well", async () =>
            (await world.Settings.ReadAsync("select statename from hangfire.job where invocationdata::text like '%RetryRefreshAsync%'")) is ["Succeeded"]);
    }

    [Fact]
    public async Task A_jobs_arguments_are_ids_and_nothing_else()
    {
        await using var world = await worlds.StartAsync();
        await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        var ended = await tenant.ConnectAsync(await world.Google.APersonAsync());
        await world.Google.BreakAsync(new { endpoint = "token", grantType = "refresh_token", status = 503 });
        await tenant.PostAsync($"v1/grants/{grant}/refresh", expectedStatus: 503);
        await tenant.DeleteAsync($"v1/grants/{ended}");

        var arguments = await world.Settings.ReadAsync("select arguments from hangfire.job where invocationdata::text like '%GmailPlatform%Grants.%Re%Job%'");

        arguments.Should().HaveCountGreaterThanOrEqualTo(2).And.OnlyContain(text => Ids().IsMatch(text));
    }

    /// <summary>A JSON array of JSON strings of ids; the cancellation token is a null.</summary>
    [GeneratedRegex("""^\[("(\\"|\\u0022)[0-9a-f-]{36}(\\"|\\u0022)", ?){2}null\]$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();
}
