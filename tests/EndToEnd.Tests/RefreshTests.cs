using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Refreshes that no clock is moved for: forced ones, verdicts, and answers that come too late.</summary>
public sealed class RefreshTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_forced_refresh_gets_a_new_token_and_the_refresh_token_stays()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var stored = await TokenAsync(tenant, grantId);

        var first = (await tenant.PostAsync($"v1/grants/{grantId}/refresh")).Text("accessToken");
        var second = (await tenant.PostAsync($"v1/grants/{grantId}/refresh")).Text("accessToken");

        new[] { stored, first, second }.Should().OnlyHaveUniqueItems();
        (await TokenAsync(tenant, grantId)).Should().Be(second);
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(2);
        (await tenant.GetAsync($"v1/grants/{grantId}")).GetProperty("generation").GetInt32().Should().Be(3);
    }

    [Fact]
    public async Task A_refresh_token_in_a_refresh_answer_replaces_the_stored_one()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", times = 1, replace = new { refresh_token = "1//rotated" } });

        await tenant.PostAsync($"v1/grants/{grantId}/refresh");

        // Google does not know the made-up token: had the old one been kept, this would work.
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required");
    }

    [Fact]
    public async Task Scopes_that_a_refresh_answers_are_taken_over()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", times = 1, replace = new { scope = "openid" } });

        await tenant.PostAsync($"v1/grants/{grantId}/refresh");

        (await tenant.GetAsync($"v1/grants/{grantId}")).Texts("scopes").Should().Equal("openid");
        (await tenant.HistoryAsync(grantId)).Should().EndWith("scopes_changed");
    }

    [Theory]
    [InlineData("""{ "error": "invalid_grant", "error_description": "Token has been expired or revoked." }""", "expiredOrRevoked")]
    [InlineData("""{ "error": "invalid_grant", "error_description": "reauth related error (invalid_rapt)", "error_subtype": "invalid_rapt" }""", "adminPolicy")]
    [InlineData("""{ "error": "admin_policy_enforced" }""", "adminPolicy")]
    [InlineData("""{ "error": "invalid_grant", "error_description": "Account has been deleted" }""", "accountDisabled")]
    [InlineData("""{ "error": "invalid_scope" }""", "scopesWithdrawn")]
    [InlineData("""{ "error": "invalid_grant", "error_description": "Bad Request" }""", "unknown")]
    public async Task A_verdict_on_the_refresh_token_says_why_and_where_to_consent(string verdict, string reason)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var body = JsonSerializer.Deserialize<JsonElement>(verdict);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 400, body });

        var problem = await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required");

        problem.Text("reason").Should().Be(reason);
        (await tenant.HistoryAsync(grantId)).Should().EndWith("reauthorization_required");
        var grant = await tenant.GetAsync($"v1/grants/{grantId}");
        grant.Text("status").Should().Be("reauthorizationRequired");
        grant.Text("reason").Should().Be(reason);
        (await _world.FollowAsync(grant.AuthorizationUrl(), person)).Should().Contain("status", "connected").And.Contain("grantId", grantId);
    }

    [Theory]
    [InlineData("revoke", "expiredOrRevoked")]
    [InlineData("password", "expiredOrRevoked")]
    [InlineData("disable", "accountDisabled")]
    public async Task What_a_person_does_to_the_account_is_noticed_by_the_refresh(string action, string reason)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, action);

        var problem = await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required");

        problem.Text("reason").Should().Be(reason);
    }

    [Theory]
    [InlineData("access-token")]
    [InlineData("refresh")]
    public async Task Callers_who_want_a_newer_token_at_once_share_one_refresh(string call)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await AGrantThatRunsOutAsync(tenant, person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", delayMs = 1500 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync()));

        answers.Should().AllBe(answers[0]).And.NotContainNulls();
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await tenant.HistoryAsync(grantId)).Count(type => type is "access_token_refreshed").Should().Be(1);

        async Task<string?> CallAsync() => call is "refresh"
            ? (await tenant.PostAsync($"v1/grants/{grantId}/refresh")).Text("accessToken")
            : (await tenant.GetAsync($"v1/grants/{grantId}/{call}")).Text("accessToken");
    }

    [Fact]
    public async Task A_caller_who_goes_away_takes_nobodys_refresh_along()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var generation = (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).GetProperty("generation").GetInt32();
        var slow = await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", delayMs = 60_000, times = 1 });
        using var gone = new CancellationTokenSource();

        var first = tenant.Api.PostAsync($"v1/grants/{grantId}/refresh", content: null, gone.Token);
        await _world.WaitForAsync(slow);
        var second = tenant.PostAsync($"v1/grants/{grantId}/refresh?newerThan={generation}");
        await gone.CancelAsync();
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        await _world.Google.MendAsync(slow);

        (await second).Text("accessToken").Should().StartWith("ya29.");
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
    }

    [Fact]
    public async Task Whoever_names_the_generation_that_was_refused_gets_one_that_is_newer_and_Google_is_asked_only_where_there_is_none()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var refused = (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).GetProperty("generation").GetInt32();

        var first = await tenant.PostAsync($"v1/grants/{grantId}/refresh?newerThan={refused}");
        var second = await tenant.PostAsync($"v1/grants/{grantId}/refresh?newerThan={refused}");

        first.GetProperty("generation").GetInt32().Should().Be(refused + 1);
        second.Text("accessToken").Should().Be(first.Text("accessToken"));
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh?newerThan=-1", new { }, 400, "validation_failed");
    }

    [Fact]
    public async Task A_late_answer_to_a_refresh_is_discarded_and_the_newer_consent_stays()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var slow = await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", delayMs = 60_000, times = 1 });

        var refresh = tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await _world.WaitForAsync(slow);
        await tenant.ConnectAsync(person);
        var consented = await TokenAsync(tenant, grantId);
        await _world.Google.MendAsync(slow);
        var late = await refresh;

        late.Text("accessToken").Should().Be(consented);
        (await TokenAsync(tenant, grantId)).Should().Be(consented);
        (await tenant.HistoryAsync(grantId)).Should().EndWith("refresh_discarded");
    }

    [Fact]
    public async Task A_late_refusal_does_not_mark_a_grant_whose_credentials_were_replaced_meanwhile()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var slow = await _world.Google.BreakAsync(new
        {
            endpoint = "token",
            person,
            grantType = "refresh_token",
            delayMs = 60_000,
            times = 1,
            status = 400,
            body = new { error = "invalid_grant", error_description = "Token has been expired or revoked." },
        });

        var refresh = tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await _world.WaitForAsync(slow);
        await tenant.ConnectAsync(person);
        await _world.Google.MendAsync(slow);

        (await refresh).Text("accessToken").Should().Be(await TokenAsync(tenant, grantId));
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
        (await tenant.HistoryAsync(grantId)).Should().EndWith("refresh_discarded");
    }

    [Fact]
    public async Task A_late_answer_to_a_refresh_does_not_bring_a_revoked_grant_back()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var slow = await _world.Google.BreakAsync(new
        {
            endpoint = "token",
            person,
            grantType = "refresh_token",
            delayMs = 60_000,
            times = 1,
            body = new { access_token = "ya29.late", expires_in = 3599, token_type = "Bearer", scope = "openid" },
        });

        var refresh = tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "grant_revoked");
        await _world.WaitForAsync(slow);
        await tenant.DeleteAsync($"v1/grants/{grantId}");
        await _world.Google.MendAsync(slow);
        await refresh;

        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("revoked");
        (await tenant.HistoryAsync(grantId)).Should().EndWith("refresh_discarded");
    }

    /// <summary>Its token lives too short to be handed out.</summary>
    private async Task<string> AGrantThatRunsOutAsync(TestTenant tenant, string person)
    {
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", times = 1, replace = new { expires_in = 30 } });
        return await tenant.ConnectAsync(person);
    }

    private static async Task<string?> TokenAsync(TestTenant tenant, string grantId) =>
        (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).Text("accessToken");
}
