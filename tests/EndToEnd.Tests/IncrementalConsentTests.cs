using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Incremental and granular consent: only what is missing is asked for, what was granted is kept, what was not is named.</summary>
public sealed class IncrementalConsentTests(SharedWorld shared)
{
    private const string Readonly = "https://www.googleapis.com/auth/gmail.readonly";
    private const string Send = "https://www.googleapis.com/auth/gmail.send";
    private const string Metadata = "https://www.googleapis.com/auth/gmail.metadata";
    private const string Email = "https://www.googleapis.com/auth/userinfo.email";

    private readonly World _world = shared.World;

    [Theory]
    [InlineData("grantId")]
    [InlineData("loginHint")]
    [InlineData("loginHint, another case")]
    [InlineData("sub")]
    public async Task A_new_scope_for_a_known_person_completes_the_grant_and_only_a_renewal_narrows_the_request(string knownBy)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person, [Readonly]);
        var sub = await SubOfAsync(person);

        var url = (await tenant.AuthorizeAsync(new
        {
            returnUrl = WorldSettings.ReturnUrl,
            scopes = new[] { Readonly, Send, "email" },
            grantId = knownBy is "grantId" ? grantId : null,
            loginHint = knownBy switch { "loginHint" => person, "sub" => sub, "loginHint, another case" => person.ToUpperInvariant(), _ => null },
        })).AuthorizationUrl();

        ScopesOf(url).Should().BeEquivalentTo(knownBy is "grantId" ? ["openid", Email, Send] : ["openid", Email, Readonly, Send]);
        Urls.QueryOf(url).Should().Contain("include_granted_scopes", "true").And.Contain("prompt", "consent").And.NotContainKey("enable_granular_consent");
        (await _world.FollowAsync(url, person)).Should().Contain("grantId", grantId).And.NotContainKey("missingScopes");
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        var grant = await tenant.GetAsync($"v1/grants/{grantId}");
        grant.Texts("scopes").Should().BeEquivalentTo("openid", Email, Readonly, Send);
        grant.Texts("missingScopes").Should().BeEmpty();
    }

    [Fact]
    public async Task A_renewal_of_a_grant_that_lacks_nothing_forces_no_consent()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        var url = (await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, grantId })).AuthorizationUrl();

        Urls.QueryOf(url).Should().NotContainKey("prompt");
        ScopesOf(url).Should().BeEquivalentTo("openid", Email, Readonly);
        (await _world.FollowAsync(url, person)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task O19_Another_account_than_the_hinted_one_needs_one_consent()
    {
        using var tenant = await _world.ATenantAsync();
        var (known, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        await tenant.ConnectAsync(known, [Readonly]);
        var request = new { returnUrl = WorldSettings.ReturnUrl, scopes = new[] { Readonly, Send }, loginHint = known };

        var url = Urls.With((await tenant.AuthorizeAsync(request)).AuthorizationUrl(), "login_hint", null);
        var outcome = await _world.FollowAsync(url, other);

        outcome.Should().Contain("status", "connected").And.NotContainKey("missingScopes");
        (await tenant.GetAsync($"v1/grants/{outcome["grantId"]}")).Texts("scopes").Should().BeEquivalentTo("openid", Email, Readonly, Send);
    }

    [Fact]
    public async Task What_was_not_ticked_is_named_with_where_to_grant_it_and_that_asks_for_nothing_else()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var outcome = await tenant.ConsentAsync(
            person, new { returnUrl = WorldSettings.ReturnUrl, scopes = new[] { Readonly, Send }, state = "mine" }, scopes: [Readonly]);

        outcome.Should().Contain("status", "connected").And.Contain("missingScopes", Send).And.Contain("state", "mine");
        ScopesOf(outcome["authorizationUrl"]).Should().BeEquivalentTo("openid", Email, Send);
        var rest = await _world.FollowAsync(outcome["authorizationUrl"], person);
        rest.Should().Contain("grantId", outcome["grantId"]).And.Contain("state", "mine").And.NotContainKey("missingScopes");
        (await tenant.GetAsync($"v1/grants/{outcome["grantId"]}")).Texts("scopes").Should().Contain([Readonly, Send]);
    }

    [Fact]
    public async Task Where_nothing_was_ticked_the_account_is_connected_and_all_is_named_as_missing()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var outcome = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, scopes = new[] { Readonly, Send } }, scopes: []);

        outcome.Should().Contain("status", "connected").And.Contain("missingScopes", $"{Readonly} {Send}");
        var grant = await tenant.GetAsync($"v1/grants/{outcome["grantId"]}");
        grant.Texts("scopes").Should().BeEquivalentTo("openid", Email);
        grant.Texts("missingScopes").Should().BeEquivalentTo(Readonly, Send);
        var problem = await tenant.GetProblemAsync($"v1/grants/{outcome["grantId"]}/messages", 403, "insufficient_scope");
        (await _world.FollowAsync(problem.AuthorizationUrl(), person)).Should().Contain("grantId", outcome["grantId"]).And.NotContainKey("missingScopes");
    }

    [Fact]
    public async Task Scopes_that_the_person_took_back_at_Google_and_did_not_grant_again_are_named()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person, [Readonly, Send]);
        await _world.Google.DoAsync(person, "revoke");
        var problem = await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required");
        ScopesOf(problem.AuthorizationUrl()).Should().BeEquivalentTo("openid", Email, Readonly, Send);

        var consent = await _world.Google.ConsentAsync(problem.AuthorizationUrl(), person, scopes: [Readonly]);
        using var browser = new Browser();
        var outcome = await browser.FollowAsync(consent.RedirectUrl);

        outcome.Should().Contain("grantId", grantId).And.Contain("missingScopes", Send);
        (await tenant.GetAsync($"v1/grants/{grantId}")).Texts("scopes").Should().NotContain(Send);
    }

    [Fact]
    public async Task A_sign_in_of_the_clients_own_does_not_take_the_place_of_a_refresh_token_that_reads_mail()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person);
        var before = await tenant.GetAsync($"v1/grants/{grantId}");

        var answer = await tenant.PostAsync("v1/grants", ClientFlow.Exchange(await SignInAsync(person)));

        answer.Text("id").Should().Be(grantId);
        answer.Texts("missingScopes").Should().BeEmpty();
        (await tenant.GetAsync($"v1/grants/{grantId}")).Texts("scopes").Should().Equal(before.Texts("scopes"));
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await tenant.GetAsync($"v1/grants/{grantId}/messages");
        (await tenant.EventAsync(grantId, "grant_reconnected")).Text("type").Should().NotBeNull("the consent is written down all the same");
    }

    [Fact]
    public async Task A_sign_in_whose_person_took_the_mail_back_is_what_is_left_and_the_rest_is_named()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");

        var answer = await tenant.PostAsync("v1/grants", ClientFlow.Exchange(await SignInAsync(person), state: "mine"));

        answer.Text("id").Should().Be(grantId);
        answer.Texts("missingScopes").Should().Equal(Readonly);
        Urls.QueryOf(answer.AuthorizationUrl()).Should()
            .Contain("redirect_uri", WorldSettings.ClientRedirectUri).And.Contain("state", "mine").And.Contain("prompt", "consent").And.Contain("login_hint", person);
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
    }

    [Fact]
    public async Task While_Google_does_not_say_whether_the_better_refresh_token_is_good_nothing_is_replaced()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var code = await SignInAsync(person);
        var fault = await _world.Google.BreakAsync(new { endpoint = "token", grantType = "refresh_token", person, status = 503 });

        await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 503, "google_unavailable");

        await _world.Google.MendAsync(fault);
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Texts("scopes").Should().Contain(Readonly);
    }

    [Fact]
    public async Task The_metadata_scope_is_neither_asked_for_beside_one_that_reads_mail_nor_merged_into_it()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 2);
        var grantId = await tenant.ConnectAsync(person, [Metadata]);

        var url = (await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, grantId, scopes = new[] { Readonly, Metadata } })).AuthorizationUrl();

        ScopesOf(url).Should().BeEquivalentTo("openid", Email, Readonly);
        Urls.QueryOf(url).Should().NotContainKey("include_granted_scopes");
        (await _world.FollowAsync(url, person)).Should().Contain("grantId", grantId).And.NotContainKey("missingScopes");
        await tenant.GetAsync($"v1/grants/{grantId}/messages?q=in:inbox");
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await tenant.GetAsync($"v1/grants/{grantId}/messages?q=in:inbox");
    }

    private async Task<string> SubOfAsync(string person)
    {
        using var sandbox = new HttpClient { BaseAddress = _world.Settings.SandboxUrl };
        using var response = await sandbox.GetAsync("sandbox/people");
        return (await response.ReadAsync(200)).GetProperty("people").EnumerateArray().Single(one => one.Text("email") == person).Text("sub")!;
    }

    /// <summary>A code with a refresh token of its own that covers nothing but who the person is.</summary>
    private async Task<string> SignInAsync(string person)
    {
        var url = Urls.With(Urls.With(ClientFlow.AuthorizationUrl(_world), "scope", "openid email"), "prompt", "consent");
        return (await _world.Google.ConsentAsync(url, person)).Code!;
    }

    private static string[] ScopesOf(string url) => Urls.QueryOf(url)["scope"].Split(' ');
}
