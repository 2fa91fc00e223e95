using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>How a consent can end, as the application hears it on its return URL.</summary>
public sealed class ConsentOutcomeTests(SharedWorld shared)
{
    private const string Readonly = "https://www.googleapis.com/auth/gmail.readonly";
    private const string Send = "https://www.googleapis.com/auth/gmail.send";

    private readonly World _world = shared.World;

    [Fact]
    public async Task A_denied_consent_connects_nothing_and_can_be_given_after_all()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var denied = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "mine" }, deny: true);

        denied.Should().Contain("status", "failed").And.Contain("error", "access_denied").And.Contain("state", "mine");
        (await _world.FollowAsync(denied["authorizationUrl"], person)).Should().Contain("status", "connected").And.Contain("state", "mine");
    }

    [Fact]
    public async Task Scopes_that_the_person_did_not_tick_are_named()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var outcome = await tenant.ConsentAsync(
            person, new { returnUrl = WorldSettings.ReturnUrl, scopes = new[] { Readonly, Send } }, scopes: [Readonly]);

        var grant = await tenant.GetAsync($"v1/grants/{outcome["grantId"]}");
        grant.Text("status").Should().Be("active");
        grant.Texts("scopes").Should().Contain(Readonly).And.NotContain(Send);
        grant.Texts("missingScopes").Should().Equal(Send);
    }

    [Fact]
    public async Task A_client_that_says_what_it_asked_for_is_told_what_is_missing()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = (await _world.Google.ConsentAsync(ClientFlow.AuthorizationUrl(_world), person, scopes: [])).Code;

        var grant = await tenant.PostAsync(
            "v1/grants", new { code, redirectUri = WorldSettings.ClientRedirectUri, scopes = ClientFlow.Scope.Split(' ') }, expectedStatus: 201);

        grant.Texts("missingScopes").Should().Equal(Readonly);
    }

    [Fact]
    public async Task A_later_consent_to_the_missing_scopes_completes_the_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var request = new { returnUrl = WorldSettings.ReturnUrl, scopes = new[] { Readonly, Send } };
        var first = await tenant.ConsentAsync(person, request, scopes: [Readonly]);

        var second = await tenant.ConsentAsync(person, request);

        second["grantId"].Should().Be(first["grantId"]);
        var grant = await tenant.GetAsync($"v1/grants/{first["grantId"]}");
        grant.Texts("missingScopes").Should().BeEmpty();
        grant.Texts("scopes").Should().Contain(Send);
    }

    [Fact]
    public async Task Another_account_on_a_renewal_changes_nothing()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var grantId = await tenant.ConnectAsync(person);
        var before = await tenant.GetAsync($"v1/grants/{grantId}");

        var mismatch = await tenant.ConsentAsync(other, new { returnUrl = WorldSettings.ReturnUrl, grantId });

        mismatch.Should().Contain("status", "failed").And.Contain("error", "account_mismatch");
        Urls.QueryOf(mismatch["authorizationUrl"]).Should().Contain("login_hint", person);
        (await tenant.GetAsync($"v1/grants/{grantId}")).ToString().Should().Be(before.ToString());
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(1);
        (await _world.FollowAsync(mismatch["authorizationUrl"], person)).Should().Contain("status", "connected").And.Contain("grantId", grantId);
    }

    [Fact]
    public async Task Two_first_consents_of_one_account_at_once_make_one_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var first = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        var forced = Urls.With((await tenant.AuthorizeAsync()).AuthorizationUrl(), "prompt", "consent");
        var second = await _world.Google.ConsentAsync(forced, person);

        using var browser = new Browser();
        var outcomes = await Task.WhenAll(browser.FollowAsync(first.RedirectUrl), browser.FollowAsync(second.RedirectUrl));

        outcomes.Should().OnlyContain(outcome => outcome["status"] == "connected");
        outcomes[1]["grantId"].Should().Be(outcomes[0]["grantId"]);
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(1);
        await tenant.PostAsync($"v1/grants/{outcomes[0]["grantId"]}/refresh");
    }

    [Fact]
    public async Task A_grant_follows_the_users_id_when_the_address_changes()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var newAddress = $"renamed.{person}";
        await _world.Google.PatchAsync($"sandbox/people/{person}", new { email = newAddress });

        (await tenant.ConnectAsync(newAddress)).Should().Be(grantId);

        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("email").Should().Be(newAddress);
        (await tenant.GetAsync($"v1/grants?email={newAddress.ToUpperInvariant()}")).GetProperty("grants").GetArrayLength().Should().Be(1);
        (await tenant.GetAsync($"v1/grants?email={person}")).GetProperty("grants").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task One_account_connects_to_two_tenants_as_two_grants()
    {
        var person = await _world.Google.APersonAsync();
        using var first = await _world.ATenantAsync();
        using var second = await _world.ATenantAsync();
        var firstGrant = await first.ConnectAsync(person);

        var needsConsent = await second.ConsentAsync(person);
        var secondGrant = await _world.FollowAsync(needsConsent["authorizationUrl"], person);

        secondGrant["grantId"].Should().NotBe(firstGrant);
        await first.PostAsync($"v1/grants/{firstGrant}/refresh");
        await second.PostAsync($"v1/grants/{secondGrant["grantId"]}/refresh");
    }

    [Fact]
    public async Task Asking_again_spoils_no_link_that_was_given_before()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");

        var first = await tenant.Api.PostAsync($"v1/grants/{grantId}/refresh", content: null).ProblemAsync(409, "reauthorization_required");
        await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "reauthorization_required");
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1, "a verdict is not asked for twice");

        await _world.FollowAsync(first.AuthorizationUrl(), person);
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
    }

    [Fact]
    public async Task A_link_that_an_answer_offered_works_once_and_its_outcome_is_repeated()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");
        var offered = await tenant.Api.PostAsync($"v1/grants/{grantId}/refresh", content: null).ProblemAsync(409, "reauthorization_required");
        var consent = await _world.Google.ConsentAsync(offered.AuthorizationUrl(), person);
        using var browser = new Browser(accept: "application/json");

        using var first = await browser.GetAsync(consent.RedirectUrl);
        using var second = await browser.GetAsync(consent.RedirectUrl);

        first.Headers.Location!.Query.Should().Contain("status=connected");
        second.Headers.Location.Should().Be(first.Headers.Location);
    }
}
