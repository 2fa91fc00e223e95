using System.Net;
using System.Web;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class AuthorizationFlowTests(Sandbox sandbox)
{
    [Fact]
    public async Task A_success_carries_its_parameters_in_Googles_order()
    {
        var email = await sandbox.AddPersonAsync(hostedDomain: "studio.example");

        var reply = await sandbox.AuthorizeAsync(sandbox.AuthorizationUrl(), email);

        var url = reply.Text("redirectUrl")!;
        url.Should().StartWith($"{Sandbox.RedirectUri}?state=state-1&iss={Uri.EscapeDataString(sandbox.Url)}&code=4%2F0A");
        var query = HttpUtility.ParseQueryString(new Uri(url).Query);
        query.AllKeys.Should().Equal("state", "iss", "code", "scope", "authuser", "hd", "prompt");
        url.Should().Contain("gmail.readonly+https");
        query["scope"]!.Split(' ').Should().BeEquivalentTo(Sandbox.ReadOnly, Sandbox.EmailScope, Sandbox.ProfileScope, "openid");
        query["hd"].Should().Be("studio.example");
        query["prompt"].Should().Be("consent");
    }

    [Fact]
    public async Task A_client_can_be_told_to_leave_iss_out()
    {
        var email = await sandbox.AddPersonAsync();
        var clientId = await sandbox.AddClientAsync();
        await sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { omitIss = true });

        var reply = await sandbox.AuthorizeAsync(sandbox.AuthorizationUrl(("client_id", clientId)), email);

        reply.Text("redirectUrl").Should().NotContain("iss=").And.NotContain("hd=");
    }

    [Fact]
    public async Task Who_granted_before_is_not_asked_again_and_gives_no_refresh_token()
    {
        var email = await sandbox.AddPersonAsync();
        await sandbox.ConnectAsync(email);

        var reply = await sandbox.GetAsync(sandbox.AuthorizationUrl(("login_hint", email)));

        var query = HttpUtility.ParseQueryString(reply.Headers.Location!.Query);
        query["prompt"].Should().Be("none");
        var tokens = await sandbox.ExchangeAsync(query["code"]!);
        tokens.Text("access_token").Should().StartWith("ya29.");
        tokens.Text("refresh_token").Should().BeNull();
    }

    [Theory]
    [InlineData("prompt", "consent")]
    [InlineData("approval_prompt", "force")]
    public async Task Forced_consent_gives_a_new_refresh_token(string parameter, string value)
    {
        var email = await sandbox.AddPersonAsync();
        var first = await sandbox.ConnectAsync(email);

        var code = await sandbox.CodeAsync(email, (parameter, value));
        var second = await sandbox.ExchangeAsync(code);

        second.Text("refresh_token").Should().StartWith("1//0").And.NotBe(first.Refresh);
    }

    [Fact]
    public async Task Online_access_gives_no_refresh_token()
    {
        var email = await sandbox.AddPersonAsync();

        var reply = await sandbox.ExchangeAsync(await sandbox.CodeAsync(email, ("access_type", null)));

        reply.Text("refresh_token").Should().BeNull();
    }

    [Fact]
    public async Task Without_a_hint_the_person_picks_an_account()
    {
        var page = await sandbox.GetAsync(sandbox.AuthorizationUrl());

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Body.Should().Contain("Choose an account").And.Contain("mira.castellan@example.com");
    }

    [Fact]
    public async Task Select_account_shows_the_chooser_despite_a_hint()
    {
        var email = await sandbox.AddPersonAsync();

        var page = await sandbox.GetAsync(sandbox.AuthorizationUrl(("login_hint", email), ("prompt", "select_account")));

        page.Body.Should().Contain("Choose an account");
    }

    [Fact]
    public async Task The_subject_is_a_hint_too()
    {
        var email = await sandbox.AddPersonAsync();
        var access = (await sandbox.ConnectAsync(email)).Access;
        var sub = (await sandbox.GetAsync("/v1/userinfo", access)).Text("sub");

        var page = await sandbox.GetAsync(sandbox.AuthorizationUrl(("login_hint", sub), ("prompt", "consent")));

        page.Body.Should().Contain(email).And.Contain("wants access");
    }

    [Fact]
    public async Task The_hosted_domain_narrows_the_chooser()
    {
        var page = await sandbox.GetAsync(sandbox.AuthorizationUrl(("hd", "studio.example")));

        page.Body.Should().Contain("aiko.tanaka@studio.example").And.NotContain("mira.castellan@example.com");
    }

    [Fact]
    public async Task Prompt_none_without_a_known_account_needs_a_login() =>
        (await PromptNoneAsync(null)).Should().Be("login_required");

    [Fact]
    public async Task Prompt_none_without_a_grant_needs_consent() =>
        (await PromptNoneAsync(await sandbox.AddPersonAsync())).Should().Be("consent_required");

    [Fact]
    public async Task Prompt_none_after_a_grant_succeeds()
    {
        var email = await sandbox.AddPersonAsync();
        await sandbox.ConnectAsync(email);

        (await PromptNoneAsync(email)).Should().BeNull();
    }

    [Fact]
    public async Task Unticked_scopes_are_missing_from_the_token_and_the_flow_still_succeeds()
    {
        var email = await sandbox.AddPersonAsync();

        var reply = await sandbox.AuthorizeAsync(
            sandbox.AuthorizationUrl(("scope", $"openid {Sandbox.ReadOnly} {Sandbox.Send}")), email, scopes: [Sandbox.Send]);

        (await sandbox.ExchangeAsync(reply.Text("code")!)).Text("scope").Should().Be($"{Sandbox.Send} openid");
    }

    [Fact]
    public async Task Who_ticks_nothing_still_signs_in()
    {
        var email = await sandbox.AddPersonAsync();

        var reply = await sandbox.AuthorizeAsync(sandbox.AuthorizationUrl(), email, scopes: []);

        (await sandbox.ExchangeAsync(reply.Text("code")!)).Text("scope")!.Split(' ').Should().NotContain(Sandbox.ReadOnly).And.Contain("openid");
    }

    [Theory]
    [InlineData("openid email", false)]
    [InlineData("https://www.googleapis.com/auth/gmail.readonly", false)]
    [InlineData("openid https://www.googleapis.com/auth/gmail.readonly", true)]
    [InlineData("https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.send", true)]
    public async Task Boxes_appear_only_where_there_is_something_to_choose(string scope, bool boxes)
    {
        var email = await sandbox.AddPersonAsync();

        var page = await sandbox.GetAsync(sandbox.AuthorizationUrl(("login_hint", email), ("scope", scope)));

        page.Body.Contains("type=\"checkbox\"", StringComparison.Ordinal).Should().Be(boxes);
    }

    [Fact]
    public async Task Include_granted_scopes_adds_what_was_granted_before_to_any_client_of_the_project()
    {
        var email = await sandbox.AddPersonAsync();
        var project = Guid.NewGuid().ToString("n");
        var (first, second) = (await sandbox.AddClientAsync(projectId: project), await sandbox.AddClientAsync(projectId: project));
        await sandbox.ConnectAsync(email, first, scope: $"openid {Sandbox.ReadOnly}");

        var alone = await sandbox.CodeAsync(email, ("client_id", second), ("scope", Sandbox.Send));
        var combined = await sandbox.CodeAsync(email, ("client_id", second), ("scope", Sandbox.Send), ("include_granted_scopes", "true"));

        (await sandbox.ExchangeAsync(alone, second)).Text("scope").Should().Be(Sandbox.Send);
        (await sandbox.ExchangeAsync(combined, second)).Text("scope").Should().Be($"{Sandbox.ReadOnly} {Sandbox.Send} openid");
    }

    [Fact]
    public async Task The_older_authorization_path_answers_too() =>
        (await sandbox.GetAsync(sandbox.AuthorizationUrl().Replace("/v2/auth", "/auth", StringComparison.Ordinal)))
            .Body.Should().Contain("Choose an account");

    [Fact]
    public async Task A_redirect_uri_with_a_query_keeps_it()
    {
        var email = await sandbox.AddPersonAsync();
        var clientId = await sandbox.AddClientAsync(redirectUri: "http://localhost:8080/cb?tenant=7");

        var reply = await sandbox.AuthorizeAsync(
            sandbox.AuthorizationUrl(("client_id", clientId), ("redirect_uri", "http://localhost:8080/cb?tenant=7")), email);

        reply.Text("redirectUrl").Should().StartWith("http://localhost:8080/cb?tenant=7&state=state-1");
    }

    [Fact]
    public async Task A_popup_hands_its_answer_to_the_page_that_opened_it()
    {
        var email = await sandbox.AddPersonAsync();
        await sandbox.ConnectAsync(email);

        var page = await sandbox.GetAsync(sandbox.AuthorizationUrl(
            ("redirect_uri", "storagerelay://http/localhost:8080?id=auth1"), ("login_hint", email)));

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Body.Should().Contain("postMessage").And.Contain("\"http://localhost:8080\"");
    }

    private async Task<string?> PromptNoneAsync(string? email)
    {
        var reply = await sandbox.GetAsync(sandbox.AuthorizationUrl(("prompt", "none"), ("login_hint", email)));
        var query = HttpUtility.ParseQueryString(reply.Headers.Location!.Query);
        query["state"].Should().Be("state-1");
        return query["error"];
    }
}
