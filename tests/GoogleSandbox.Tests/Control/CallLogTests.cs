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

    [Fact]
    public async Task Every_call_is_counted_by_endpoint_grant_type_and_status_though_the_log_forgets_it()
    {
        await using var own = await Sandbox.StartAsync();
        var tokens = await own.ConnectAsync(await own.AddPersonAsync());
        await own.RefreshAsync(tokens.Refresh);
        await own.RefreshAsync("1//unknown");
        await own.PostAsync("/sandbox/faults", new { endpoint = "token", reset = "after", times = 1 });
        await own.Awaiting(it => it.RefreshAsync(tokens.Refresh)).Should().ThrowAsync<HttpRequestException>();
        await own.GmailAsync("profile", tokens.Access);
        await own.DeleteAsync("/sandbox/calls");

        var refreshes = await own.GetAsync("/sandbox/counters?endpoint=token&grantType=refresh_token");

        refreshes.Text("count").Should().Be("3");
        refreshes.Json.GetProperty("counters").EnumerateArray().Select(count => (count.GetProperty("status").GetInt32(), count.GetProperty("count").GetInt64()))
            .Should().Equal((0, 1), (200, 1), (400, 1));
        (await own.GetAsync("/sandbox/counters?endpoint=gmail&status=200")).Text("count").Should().Be("1");
        (await own.GetAsync("/sandbox/counters?endpoint=token&status=200")).Text("count").Should().Be("2");
    }

    [Fact]
    public async Task The_counters_can_be_reset()
    {
        await using var own = await Sandbox.StartAsync();
        await own.GetAsync("/oauth2/v3/certs");

        await own.DeleteAsync("/sandbox/counters");

        (await own.GetAsync("/sandbox/counters")).Text("count").Should().Be("0");
        (await own.GetAsync("/sandbox/calls")).Text("count").Should().Be("1");
    }

    [Fact]
    public async Task What_a_stranger_calls_a_grant_type_adds_one_counter_at_most()
    {
        await using var own = await Sandbox.StartAsync();
        await own.FormAsync("/token", ("grant_type", "nonsense"));
        await own.FormAsync("/token", ("grant_type", "more nonsense"));

        var counters = await own.GetAsync("/sandbox/counters");

        counters.Text("counters.0.count").Should().Be("2");
        counters.Text("counters.0.grantType").Should().Be("other");
    }

    private async Task<int> CountAsync(string query) => (await sandbox.GetAsync($"/sandbox/calls?{query}")).Json.GetProperty("count").GetInt32();
}
