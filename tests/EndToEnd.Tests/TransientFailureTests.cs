using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A refresh that fails for a passing cause: nobody is asked, nothing is lost, and it works again by itself.</summary>
[Collection(MovingWorld.Collection)]
public sealed class TransientFailureTests(MovingWorld moving)
{
    private readonly World _world = moving.World;

    public static TheoryData<string, string> Faults => new()
    {
        { """{ "status": 500 }""", "google_unavailable" },
        { """{ "status": 503 }""", "google_unavailable" },
        { """{ "status": 502, "body": "<html>Bad Gateway</html>" }""", "google_unavailable" },
        { """{ "status": 429 }""", "google_rate_limited" },
        { """{ "status": 400, "body": "<html>proxy</html>" }""", "google_unavailable" },
        { """{ "status": 403, "body": {} }""", "google_unavailable" },
        { """{ "status": 400, "body": { "error": "something_new" } }""", "google_unavailable" },
        { """{ "status": 400, "body": { "error": ["invalid_grant"] } }""", "google_unavailable" },
        { """{ "status": 200, "body": "<html>captive portal</html>" }""", "google_unavailable" },
        { """{ "body": [] }""", "google_unavailable" },
        { """{ "body": { "access_token": 7 } }""", "google_unavailable" },
        { """{ "body": { "access_token": "", "expires_in": 3599 } }""", "google_unavailable" },
        { """{ "drop": "before" }""", "google_unavailable" },
        { """{ "drop": "after" }""", "google_unavailable" },
        { """{ "delayMs": 60000 }""", "google_unavailable" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_passing_failure_asks_nobody_and_recovers(string fault, string code)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        var faultId = await BreakRefreshAsync(person, fault);

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", code is "google_rate_limited" ? 429 : 503, code);

        problem.Has("authorizationUrl").Should().BeFalse();
        var grant = await tenant.GetAsync($"v1/grants/{grantId}");
        grant.Text("status").Should().Be("refreshFailing");
        grant.Has("authorizationUrl").Should().BeFalse();
        (await tenant.HistoryAsync(grantId)).Should().EndWith("refresh_failed");

        await _world.Google.MendAsync(faultId);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var token = await tenant.GetAsync($"v1/grants/{grantId}/access-token");

        token.Text("accessToken").Should().StartWith("ya29.");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
        (await tenant.HistoryAsync(grantId)).Should().ContainInOrder("refresh_failed", "access_token_refreshed", "refresh_recovered");
    }

    [Fact]
    public async Task Google_is_left_alone_for_as_long_as_it_asks()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await BreakRefreshAsync(person, """{ "status": 503, "retryAfter": 120, "times": 1 }""");

        var first = await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 503, "google_unavailable");
        _world.Clock.Advance(TimeSpan.FromSeconds(100));
        var second = await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 503, "google_unavailable");

        first.GetProperty("retryAfter").GetInt32().Should().Be(120);
        second.GetProperty("retryAfter").GetInt32().Should().Be(20);
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1, "the fault was gone, but its time was not over");
        _world.Clock.Advance(TimeSpan.FromSeconds(21));
        await tenant.GetAsync($"v1/grants/{grantId}/access-token");
    }

    [Fact]
    public async Task A_token_that_is_still_valid_is_given_out_while_refreshes_fail()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await BreakRefreshAsync(person, """{ "status": 503 }""");
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 503, "google_unavailable");

        var token = await tenant.GetAsync($"v1/grants/{grantId}/access-token");

        token.Text("accessToken").Should().StartWith("ya29.");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("refreshFailing");
    }

    [Fact]
    public async Task A_job_refreshes_the_failing_grant_again_by_itself()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await BreakRefreshAsync(person, """{ "status": 503, "times": 1 }""");
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 503, "google_unavailable");
        _world.Clock.Advance(TimeSpan.FromSeconds(3));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await tenant.GetAsync($"v1/grants/{grantId}")).Text("status") != "active")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }

        var events = (await tenant.GetAsync($"v1/grants/{grantId}/history")).GetProperty("events").EnumerateArray();
        events.Last(e => e.Text("type") == "access_token_refreshed").Text("actor").Should().Be("job:retry-refresh");
    }

    [Fact]
    public async Task A_verdict_ends_a_series_of_passing_failures()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await BreakRefreshAsync(person, """{ "status": 503, "times": 1 }""");
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 503, "google_unavailable");
        await _world.Google.DoAsync(person, "revoke");

        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required");

        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("reauthorizationRequired");
    }

    private Task<string> BreakRefreshAsync(string person, string fault)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        body["endpoint"] = "token";
        body["grantType"] = "refresh_token";
        body["person"] = person;
        return _world.Google.BreakAsync(body);
    }
}
