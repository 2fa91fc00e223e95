using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class RefreshTests(Sandbox sandbox)
{
    [Fact]
    public async Task A_refresh_brings_no_refresh_token_and_leaves_the_old_one_alive()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());

        var first = await sandbox.RefreshAsync(tokens.Refresh);
        var second = await sandbox.RefreshAsync(tokens.Refresh);

        first.Text("refresh_token").Should().BeNull();
        first.Text("access_token").Should().StartWith("ya29.").And.NotBe(tokens.Access).And.NotBe(second.Text("access_token"));
        first.Text("id_token").Should().NotBeNull();
        first.Text("scope").Should().Contain(Sandbox.ReadOnly);
    }

    [Fact]
    public async Task A_refresh_may_ask_for_less()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());

        (await sandbox.RefreshAsync(tokens.Refresh, scope: Sandbox.ReadOnly)).Text("scope").Should().Be(Sandbox.ReadOnly);
    }

    [Fact]
    public async Task A_refresh_may_not_ask_for_more()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());

        var reply = await sandbox.RefreshAsync(tokens.Refresh, scope: Sandbox.Send);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error").Should().Be("invalid_scope");
        reply.Text("error_description").Should().Be($"Some requested scopes were invalid. {{invalid=[{Sandbox.Send}]}}");
    }

    [Theory]
    [InlineData("rubbish", "Bad Request")]
    [InlineData("1//0abc", "Bad Request")]
    public async Task A_garbled_token_is_a_bad_request(string token, string description)
    {
        var reply = await sandbox.RefreshAsync(token);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error").Should().Be("invalid_grant");
        reply.Text("error_description").Should().Be(description);
    }

    [Fact]
    public async Task A_token_from_before_a_restart_counts_as_revoked() =>
        ShouldBeDead(await sandbox.RefreshAsync("1//0" + new string('a', 96)));

    [Fact]
    public async Task A_missing_token_is_named()
    {
        var reply = await sandbox.FormAsync(
            "/token", ("grant_type", "refresh_token"), ("client_id", Sandbox.ClientId), ("client_secret", Sandbox.ClientSecret));

        reply.Text("error").Should().Be("invalid_request");
        reply.Text("error_description").Should().Be("Missing required parameter: refresh_token");
    }

    [Fact]
    public async Task A_token_of_another_client_is_unauthorized()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());

        var reply = await sandbox.RefreshAsync(tokens.Refresh, await sandbox.AddClientAsync());

        reply.Status.Should().Be(HttpStatusCode.Unauthorized);
        reply.Text("error").Should().Be("unauthorized_client");
    }

    [Fact]
    public async Task Access_ends_when_the_person_removes_the_app()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        await sandbox.PostAsync($"/sandbox/people/{email}/revoke");

        ShouldBeDead(await sandbox.RefreshAsync(tokens.Refresh));
        (await sandbox.GmailAsync("profile", tokens.Access)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await sandbox.GetAsync(sandbox.AuthorizationUrl(("login_hint", email)))).Body.Should().Contain("wants access");
    }

    [Fact]
    public async Task A_new_password_kills_tokens_that_reach_mail_and_only_those()
    {
        var email = await sandbox.AddPersonAsync();
        var mail = await sandbox.ConnectAsync(email);
        var signIn = await sandbox.ConnectAsync(email, scope: "openid email", prompt: "consent");

        await sandbox.PostAsync($"/sandbox/people/{email}/password");

        ShouldBeDead(await sandbox.RefreshAsync(mail.Refresh));
        (await sandbox.RefreshAsync(signIn.Refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_disabled_account_is_locked_out_until_it_is_enabled_again()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        await sandbox.PostAsync($"/sandbox/people/{email}/disable");
        var refused = await sandbox.RefreshAsync(tokens.Refresh);
        var gmail = await sandbox.GmailAsync("profile", tokens.Access);
        await sandbox.PostAsync($"/sandbox/people/{email}/enable");

        refused.Text("error").Should().Be("invalid_grant");
        refused.Text("error_description").Should().Be("Account has been deleted");
        gmail.Status.Should().Be(HttpStatusCode.Unauthorized);
        (await sandbox.RefreshAsync(tokens.Refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Access_tokens_can_end_early_while_the_refresh_token_lives()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        await sandbox.PostAsync($"/sandbox/people/{email}/expire-access-tokens");

        (await sandbox.GmailAsync("profile", tokens.Access)).Status.Should().Be(HttpStatusCode.Unauthorized);
        var fresh = (await sandbox.RefreshAsync(tokens.Refresh)).Text("access_token")!;
        (await sandbox.GmailAsync("profile", fresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_hundred_and_first_token_of_an_account_and_client_kills_the_oldest()
    {
        var email = await sandbox.AddPersonAsync();
        var clientId = await sandbox.AddClientAsync();
        var first = await sandbox.ConnectAsync(email, clientId);
        var second = await sandbox.ConnectAsync(email, clientId, prompt: "consent");
        for (var issued = 2; issued < 101; issued++)
        {
            await sandbox.ConnectAsync(email, clientId, scope: "openid", prompt: "consent");
        }

        ShouldBeDead(await sandbox.RefreshAsync(first.Refresh, clientId));
        (await sandbox.RefreshAsync(second.Refresh, clientId)).Status.Should().Be(HttpStatusCode.OK);
    }

    private static void ShouldBeDead(Reply reply)
    {
        reply.Status.Should().Be(HttpStatusCode.BadRequest, reply.Body);
        reply.Text("error").Should().Be("invalid_grant");
        reply.Text("error_description").Should().Be("Token has been expired or revoked.");
    }
}
