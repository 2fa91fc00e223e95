using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>The four exceptions of Google's guide: each is a problem with a code, and with the URL that repairs it.</summary>
public sealed class GuideExceptionTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    public static TheoryData<string, string> FailuresOfTheExchange => new()
    {
        { """{ "endpoint": "token", "status": 400, "body": { "error": "invalid_grant" } }""", "code_exchange_failed" },
        { """{ "endpoint": "token", "omit": ["refresh_token"] }""", "no_refresh_token" },
        { """{ "endpoint": "token", "replace": { "access_token": "dead", "id_token": "forged" } }""", "no_user_id" },
        { """{ "endpoint": "token", "status": 503 }""", "google_unavailable" },
        { """{ "endpoint": "token", "status": 429 }""", "google_rate_limited" },
        { """{ "endpoint": "token", "status": 401, "body": { "error": "invalid_client" } }""", "google_rejected_client" },
    };

    [Theory]
    [MemberData(nameof(FailuresOfTheExchange))]
    public async Task GetCredentialsException_Every_failure_of_a_consent_says_where_to_get_consent_and_that_repairs_it(string fault, string code)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var faultId = await BreakAsync(fault, person);

        var failed = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "mine" });

        failed.Should().Contain("status", "failed").And.Contain("error", code).And.Contain("state", "mine").And.NotContainKey("grantId");
        failed.Should().ContainKey("authorizationUrl");
        await _world.Google.MendAsync(faultId);
        var repaired = await RepairAsync(failed["authorizationUrl"], person);
        repaired.Should().Contain("status", "connected").And.Contain("state", "mine");
    }

    [Theory]
    [MemberData(nameof(FailuresOfTheExchange))]
    public async Task GetCredentialsException_Every_failure_of_a_posted_code_has_its_code_and_an_authorization_url(string fault, string code)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await BreakAsync(fault, person);

        using var response = await tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, person), state: "mine"));
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());

        problem.Text("code").Should().Be(code);
        Urls.QueryOf(problem.AuthorizationUrl()).Should().Contain("redirect_uri", WorldSettings.ClientRedirectUri).And.Contain("state", "mine");
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task CodeExchangeException_A_wrong_code_is_code_exchange_failed_and_forces_consent()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var problem = await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange("4/wrong", state: "mine"), 422, "code_exchange_failed");

        problem.Text("reason").Should().Be("invalid_grant");
        var query = Urls.QueryOf(problem.AuthorizationUrl());
        query.Should().Contain("state", "mine").And.Contain("access_type", "offline").And.Contain("prompt", "consent", "a code that ran out came from a person who had consented");
        var code = (await _world.Google.ConsentAsync(problem.AuthorizationUrl(), person)).Code!;
        await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
    }

    [Fact]
    public async Task NoRefreshTokenException_Without_a_stored_refresh_token_the_answer_forces_consent_and_that_repairs_it()
    {
        var person = await APersonWhoConsentedBeforeAsync();
        using var tenant = await _world.ATenantAsync();

        var problem = await tenant.PostProblemAsync(
            "v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, person), state: "mine"), 422, "no_refresh_token");

        Urls.QueryOf(problem.AuthorizationUrl()).Should()
            .Contain("prompt", "consent").And.Contain("access_type", "offline").And.Contain("login_hint", person).And.Contain("state", "mine");
        var code = (await _world.Google.ConsentAsync(problem.AuthorizationUrl(), person)).Code!;
        var grant = await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
        await tenant.PostAsync($"v1/grants/{grant.Text("id")}/refresh");
    }

    [Fact]
    public async Task NoRefreshTokenException_After_a_callback_the_url_forces_consent_of_the_same_person_and_keeps_the_callers_state()
    {
        var person = await APersonWhoConsentedBeforeAsync();
        using var tenant = await _world.ATenantAsync();

        var failed = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "mine" });

        failed.Should().Contain("error", "no_refresh_token");
        Urls.QueryOf(failed["authorizationUrl"]).Should().Contain("prompt", "consent").And.Contain("access_type", "offline").And.Contain("login_hint", person);
        var repaired = await _world.FollowAsync(failed["authorizationUrl"], person);
        repaired.Should().Contain("status", "connected").And.Contain("state", "mine");
        await tenant.PostAsync($"v1/grants/{repaired["grantId"]}/refresh");
    }

    [Fact]
    public async Task NoUserIdException_An_identity_that_cannot_be_had_is_no_user_id()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.BreakAsync(new { endpoint = "token", person, omit = new[] { "id_token" } });
        await _world.Google.BreakAsync(new { endpoint = "userinfo", person, status = 500 });

        var problem = await tenant.PostProblemAsync(
            "v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, person), state: "mine"), 502, "no_user_id");

        Urls.QueryOf(problem.AuthorizationUrl()).Should().Contain("prompt", "consent", "the refresh token of this code is lost").And.Contain("state", "mine");
    }

    private Task<string> BreakAsync(string fault, string person)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        body["person"] = person;
        return _world.Google.BreakAsync(body);
    }

    /// <summary>Follows the URL; where the failed consent took the only refresh token along, the answer to that leads on.</summary>
    private async Task<IReadOnlyDictionary<string, string>> RepairAsync(string authorizationUrl, string person)
    {
        var outcome = await _world.FollowAsync(authorizationUrl, person);
        return outcome.GetValueOrDefault("error") is "no_refresh_token" ? await _world.FollowAsync(outcome["authorizationUrl"], person) : outcome;
    }

    /// <summary>Google asks them nothing again for the same client, and so sends no refresh token.</summary>
    private async Task<string> APersonWhoConsentedBeforeAsync()
    {
        var person = await _world.Google.APersonAsync();
        using var another = await _world.ATenantAsync();
        await another.ConnectAsync(person);
        return person;
    }
}
