using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class RevokeTests(Sandbox sandbox)
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Either_token_by_body_or_query_ends_both(bool byRefreshToken, bool inBody)
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());
        var token = byRefreshToken ? tokens.Refresh : tokens.Access;

        var reply = inBody
            ? await sandbox.FormAsync("/revoke", ("token", token))
            : await sandbox.FormAsync($"/revoke?token={Uri.EscapeDataString(token)}");

        reply.Status.Should().Be(HttpStatusCode.OK);
        reply.Body.Should().Be("{}");
        (await sandbox.RefreshAsync(tokens.Refresh)).Text("error").Should().Be("invalid_grant");
        (await sandbox.GmailAsync("profile", tokens.Access)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_dead_token_is_invalid()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());
        await sandbox.FormAsync("/revoke", ("token", tokens.Refresh));

        var reply = await sandbox.FormAsync("/revoke", ("token", tokens.Refresh));

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error").Should().Be("invalid_token");
        reply.Text("error_description").Should().Be("Token expired or revoked");
    }

    [Fact]
    public async Task A_missing_token_is_an_invalid_request() =>
        (await sandbox.FormAsync("/revoke")).Text("error").Should().Be("invalid_request");

    [Fact]
    public async Task Revoking_one_token_ends_every_grant_of_the_project_and_no_other()
    {
        var email = await sandbox.AddPersonAsync();
        var project = Guid.NewGuid().ToString("n");
        var (first, second) = (await sandbox.AddClientAsync(projectId: project), await sandbox.AddClientAsync(projectId: project));
        var one = await sandbox.ConnectAsync(email, first);
        var sibling = await sandbox.ConnectAsync(email, second, prompt: "consent");
        var stranger = await sandbox.ConnectAsync(email, await sandbox.AddClientAsync());

        await sandbox.FormAsync("/revoke", ("token", one.Refresh));

        (await sandbox.RefreshAsync(sibling.Refresh, second)).Text("error").Should().Be("invalid_grant");
        (await sandbox.GmailAsync("profile", stranger.Access)).Status.Should().Be(HttpStatusCode.OK);
        (await sandbox.GetAsync(sandbox.AuthorizationUrl(("client_id", second), ("login_hint", email)))).Body.Should().Contain("wants access");
    }
}
