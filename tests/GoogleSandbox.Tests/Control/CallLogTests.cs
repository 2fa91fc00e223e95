using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Control;

public sealed class CallLogTests(Sandbox sandbox)
{
    [Fact]
    public async Task Calls_are_counted_by_endpoint_person_and_grant_type()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);
        await sandbox.RefreshAsync(tokens.Refresh);
        await sandbox.RefreshAsync(tokens.Refresh);
        await sandbox.GmailAsync("messages?q=secret-search", tokens.Access);
        await sandbox.GmailAsync("profile", tokens.Access);

        (await CountAsync($"endpoint=token&person={email}")).Should().Be(3);
        (await CountAsync($"endpoint=token&person={email}&grantType=refresh_token")).Should().Be(2);
        (await CountAsync($"endpoint=gmail&person={email}")).Should().Be(2);
        (await CountAsync($"endpoint=gmail.users.messages.list&person={email}")).Should().Be(1);
        (await CountAsync("person=ghost@example.com")).Should().Be(0);
    }

    [Fact]
    public async Task A_call_with_a_dead_token_still_counts_for_its_person()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);
        await sandbox.PostAsync($"/sandbox/people/{email}/revoke");
        await sandbox.RefreshAsync(tokens.Refresh);

        var calls = await sandbox.GetAsync($"/sandbox/calls?person={email}&grantType=refresh_token");

        calls.Text("calls.0.status").Should().Be("400");
        calls.Text("calls.0.person").Should().Be(email);
        calls.Text("calls.0.clientId").Should().Be(Sandbox.ClientId);
    }

    [Fact]
    public async Task The_log_holds_no_query_and_no_secret()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);
        await sandbox.GetAsync($"/gmail/v1/users/me/messages?q=secret-search&access_token={tokens.Access}");

        var log = (await sandbox.GetAsync($"/sandbox/calls?person={email}")).Body;

        log.Should().Contain("/gmail/v1/users/me/messages")
            .And.NotContain("secret-search").And.NotContain("ya29.").And.NotContain("1//0").And.NotContain(Sandbox.ClientSecret);
    }

    [Fact]
    public async Task The_log_can_be_cleared()
    {
        await using var own = await Sandbox.StartAsync();
        await own.GetAsync("/oauth2/v3/certs");
        (await own.GetAsync("/sandbox/calls?endpoint=jwks")).Text("count").Should().Be("1");

        await own.DeleteAsync("/sandbox/calls");

        (await own.GetAsync("/sandbox/calls")).Text("count").Should().Be("0");
    }

    private async Task<int> CountAsync(string query) => (await sandbox.GetAsync($"/sandbox/calls?{query}")).Json.GetProperty("count").GetInt32();
}
