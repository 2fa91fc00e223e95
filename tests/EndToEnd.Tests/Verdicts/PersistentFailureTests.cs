using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Verdicts;

/// <summary>A refresh that fails for a day, for a cause that says nothing of the refresh token, becomes visible to application and operator.</summary>
public sealed class PersistentFailureTests(MatrixWorld moving) : IClassFixture<MatrixWorld>
{
    private readonly World _world = moving.World;

    [Theory]
    [InlineData("""{ "status": 400, "body": { "error": "something_new", "error_description": "x" } }""", "google_unavailable", "something_new")]
    [InlineData("""{ "status": 403, "body": { "error": "a_policy_of_tomorrow" } }""", "google_unavailable", "a_policy_of_tomorrow")]
    [InlineData("""{ "status": 404, "body": "<html>gone</html>" }""", "google_unavailable", "unreadable answer")]
    [InlineData("""{ "status": 503 }""", "google_unavailable", "status 503")]
    [InlineData("""{ "status": 429 }""", "google_rate_limited", null)]
    [InlineData("""{ "reset": "before" }""", "google_unavailable", "network")]
    public async Task O6_A_failure_that_lasts_a_day_is_shown_by_grant_history_and_health_until_it_ends(string fault, string code, string? reason)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var since = _world.Clock.GetUtcNow();
        var id = await BreakAsync(fault, person);
        await RefreshAsync(tenant, grant);

        _world.Clock.Advance(TimeSpan.FromHours(23));
        await RefreshAsync(tenant, grant);
        var shown = (await tenant.GetAsync($"v1/grants/{grant}")).GetProperty("refreshFailure");
        (shown.GetProperty("persistent").GetBoolean(), await HealthAsync()).Should().Be((false, "healthy"));

        _world.Clock.Advance(TimeSpan.FromHours(2));
        await RefreshAsync(tenant, grant);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        await RefreshAsync(tenant, grant);

        shown = (await tenant.GetAsync($"v1/grants/{grant}")).GetProperty("refreshFailure");
        shown.Text("code").Should().Be(code);
        shown.Text("reason").Should().Be(reason);
        shown.GetProperty("since").GetDateTimeOffset().Should().Be(since);
        shown.GetProperty("attempts").GetInt32().Should().Be(4);
        shown.GetProperty("persistent").GetBoolean().Should().BeTrue();
        (await tenant.HistoryAsync(grant)).Should().ContainSingle(type => type == "refresh_failure_persisted");
        (await HealthAsync()).Should().Be("degraded");

        await _world.Google.MendAsync(id);
        _world.Clock.Advance(TimeSpan.FromHours(2));
        await _world.SendAsync(new RetryRefresh(new Caller(tenant.Id, Actor.Job("retry-refresh")), Guid.Parse(grant)));

        (await tenant.GetAsync($"v1/grants/{grant}")).Has("refreshFailure").Should().BeFalse();
        (await tenant.HistoryAsync(grant)).Should().EndWith("refresh_recovered");
        (await HealthAsync()).Should().Be("healthy");
    }

    /// <summary>What the reminder does when its time has come.</summary>
    private static async Task RefreshAsync(TestTenant tenant, string grant)
    {
        using var response = await tenant.Api.PostAsync($"v1/grants/{grant}/refresh", content: null);
        response.IsSuccessStatusCode.Should().BeFalse();
    }

    private async Task<string?> HealthAsync()
    {
        using var http = new HttpClient { BaseAddress = _world.PlatformUrl };
        using var response = await http.GetAsync("health/ready");
        return (await response.ReadAsync(200)).GetProperty("checks").Text("refreshes");
    }

    private Task<string> BreakAsync(string fault, string person)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        (body["endpoint"], body["person"], body["grantType"]) = ("token", person, "refresh_token");
        return _world.Google.BreakAsync(body);
    }
}
