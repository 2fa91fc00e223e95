using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What Gmail's refusals and outages become.</summary>
public sealed class MailFailureTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    public static TheoryData<string, int, string> Faults => new()
    {
        { """{ "status": 500 }""", 503, "google_unavailable" },
        { """{ "status": 503 }""", 503, "google_unavailable" },
        { """{ "status": 502, "body": "<html>Bad Gateway</html>" }""", 503, "google_unavailable" },
        { """{ "status": 200, "body": "<html>captive portal</html>" }""", 503, "google_unavailable" },
        { """{ "body": "{ \"messages\": [", "contentType": "application/json" }""", 503, "google_unavailable" },
        { """{ "drop": "before" }""", 503, "google_unavailable" },
        { """{ "status": 429 }""", 429, "google_rate_limited" },
        { """{ "status": 429, "body": "<html>slow down</html>" }""", 429, "google_rate_limited" },
        { """{ "status": 403, "body": { "error": { "code": 403, "message": "x", "errors": [{ "reason": "rateLimitExceeded" }] } } }""", 429, "google_rate_limited" },
        { """{ "status": 403, "body": { "error": { "code": 403, "message": "x", "errors": [{ "reason": "userRateLimitExceeded" }] } } }""", 429, "google_rate_limited" },
        { """{ "status": 403, "body": { "error": { "code": 403, "message": "x", "errors": [{ "reason": "quotaExceeded" }] } } }""", 429, "google_rate_limited" },
        { """{ "status": 403, "body": { "error": { "code": 403, "message": "x", "errors": [{ "reason": "domainPolicy" }] } } }""", 403, "forbidden" },
        { """{ "status": 403, "body": "<html>proxy</html>" }""", 403, "forbidden" },
        { """{ "status": 400 }""", 400, "validation_failed" },
        { """{ "status": 404 }""", 404, "not_found" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failure_of_Gmail_says_what_to_do_and_leaves_the_grant_as_it_is(string fault, int status, string code)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person);
        var faultId = await BreakAsync(person, fault);

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", status, code);

        problem.Has("authorizationUrl").Should().BeFalse();
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
        (await tenant.HistoryAsync(grantId)).Should().HaveCount(3);
        await _world.Google.MendAsync(faultId);
        await tenant.GetAsync($"v1/grants/{grantId}/messages");
    }

    [Fact]
    public async Task The_time_to_wait_comes_from_the_header()
    {
        var problem = await LimitedAsync("""{ "status": 429, "retryAfter": 42 }""");

        problem.GetProperty("retryAfter").GetInt32().Should().Be(42);
    }

    [Fact]
    public async Task The_time_to_wait_comes_from_Googles_text_where_there_is_no_header()
    {
        var until = _world.Clock.GetUtcNow().AddSeconds(33).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

        var problem = await LimitedAsync($$"""
            { "status": 403, "body": { "error": { "code": 403, "message": "User-rate limit exceeded.  Retry after {{until}} (Mail sending)",
              "errors": [{ "reason": "userRateLimitExceeded" }] } } }
            """);

        problem.GetProperty("retryAfter").GetInt32().Should().Be(33);
    }

    [Fact]
    public async Task A_token_that_Gmail_no_longer_takes_is_refreshed_once_and_the_call_succeeds()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "expire-access-tokens");

        await tenant.GetAsync($"v1/grants/{grantId}/messages");

        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await _world.Google.CallsAsync("gmail.users.messages.list", person)).Should().Be(2);
    }

    [Fact]
    public async Task A_401_while_the_token_endpoint_is_down_is_an_outage_and_no_verdict()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "expire-access-tokens");
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 503 });

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", 503, "google_unavailable");

        problem.Has("authorizationUrl").Should().BeFalse();
    }

    [Theory]
    [InlineData("messages?pageToken=wrong", 400, "validation_failed")]
    [InlineData("messages?labelIds=NO_SUCH_LABEL", 400, "validation_failed")]
    [InlineData("messages/0123456789abcdef", 404, "not_found")]
    [InlineData("messages/zzz", 400, "validation_failed")]
    public async Task What_Gmail_does_not_know_is_the_callers_mistake(string call, int status, string code)
    {
        using var tenant = await _world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync(messages: 1));

        await tenant.GetProblemAsync($"v1/grants/{grantId}/{call}", status, code);
    }

    private async Task<JsonElement> LimitedAsync(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person);
        await BreakAsync(person, fault);
        return await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", 429, "google_rate_limited");
    }

    private Task<string> BreakAsync(string person, string fault)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        body["endpoint"] = "gmail.users.messages.list";
        body["person"] = person;
        return _world.Google.BreakAsync(body);
    }
}
