using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>The gateway as a client of Google's sees it, which reads our refusals as Google's.</summary>
public sealed class GatewayTests(SharedWorld shared)
{
    private const string Profile = "gmail/v1/users/me/profile";

    private readonly World _world = shared.World;

    [Fact]
    public async Task The_mailbox_is_the_grants_own()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 3);
        var root = await RootAsync(tenant, person);

        (await tenant.GetAsync(root + Profile)).Text("emailAddress").Should().Be(person);
        (await tenant.GetAsync($"{root}gmail/v1/users/{Uri.EscapeDataString(person.ToUpperInvariant())}/messages?includeSpamTrash=true")).GetProperty("messages").GetArrayLength().Should().Be(3);
    }

    [Theory]
    [InlineData("oauth2/v2/userinfo")]
    [InlineData("gmail/v2/users/me/profile")]
    [InlineData("gmail/v1/users/me")]
    [InlineData("gmail/v1/users//messages")]
    [InlineData("gmail/v1/users/me/x%5C..%5Cy")]
    [InlineData("gmail/v1/users/me/messages/a%252Fb")]
    [InlineData("batch/calendar/v3")]
    [InlineData("")]
    public async Task Nothing_but_Gmail_is_reached(string path)
    {
        using var tenant = await _world.ATenantAsync();
        var root = await RootAsync(tenant, await _world.Google.APersonAsync());

        var error = await ErrorAsync(await tenant.Api.GetAsync(root + path), 404, "notFound", "NOT_FOUND");

        InfoOf(error).Text("reason").Should().Be("NOT_FOUND");
    }

    [Fact]
    public async Task Another_mailbox_is_refused_as_Google_refuses_it()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var root = await RootAsync(tenant, person);

        var error = await ErrorAsync(await tenant.Api.GetAsync($"{root}gmail/v1/users/somebody@example.com/profile"), 403, "forbidden", "PERMISSION_DENIED");

        error.Text("message").Should().Be($"Delegation denied for {person}");
    }

    [Fact]
    public async Task A_missing_key_is_a_missing_credential()
    {
        using var tenant = await _world.ATenantAsync();
        var root = await RootAsync(tenant, await _world.Google.APersonAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, root + Profile) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "gp_wrong") } };

        await ErrorAsync(await tenant.Api.SendAsync(request), 401, "authError", "UNAUTHENTICATED");
    }

    [Fact]
    public async Task Another_tenants_grant_is_not_there()
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var root = await RootAsync(tenant, await _world.Google.APersonAsync());

        await ErrorAsync(await other.Api.GetAsync(root + Profile), 404, "notFound", "NOT_FOUND");
    }

    [Fact]
    public async Task A_key_that_may_only_read_changes_nothing()
    {
        using var tenant = await _world.ATenantAsync(Permission.GrantsRead, Permission.GrantsWrite, Permission.MailRead);
        var root = await RootAsync(tenant, await _world.Google.APersonAsync());

        await tenant.GetAsync(root + Profile);
        var error = await ErrorAsync(await tenant.Api.PostAsync($"{root}gmail/v1/users/me/stop", content: null), 403, "forbidden", "PERMISSION_DENIED");

        error.Text("message").Should().Contain(Permission.MailWrite);
    }

    [Fact]
    public async Task A_grant_that_needs_the_person_says_where_to_send_them()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var root = await RootAsync(tenant, person);
        await _world.Google.DoAsync(person, "revoke");

        var error = await ErrorAsync(await tenant.Api.GetAsync(root + Profile), 401, "authError", "UNAUTHENTICATED");

        InfoOf(error).Text("reason").Should().Be("REAUTHORIZATION_REQUIRED");
        var url = InfoOf(error).GetProperty("metadata").Text("authorizationUrl")!;
        (await _world.FollowAsync(url, person)).Should().Contain("status", "connected");
        await tenant.GetAsync(root + Profile);
    }

    [Fact]
    public async Task Gmails_own_refusals_go_on_as_they_are()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var root = await RootAsync(tenant, person);
        await _world.Google.BreakAsync(new { endpoint = "gmail", person, status = 502, body = "<html>Bad Gateway</html>" });

        using var response = await tenant.Api.GetAsync(root + Profile);

        ((int)response.StatusCode).Should().Be(502);
        (await response.Content.ReadAsStringAsync()).Should().Be("<html>Bad Gateway</html>");
    }

    [Fact]
    public async Task A_Gmail_that_hangs_up_is_unavailable()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var root = await RootAsync(tenant, person);
        await _world.Google.BreakAsync(new { endpoint = "gmail", person, drop = "before" });

        using var response = await tenant.Api.GetAsync(root + Profile);

        response.Headers.RetryAfter.Should().NotBeNull();
        await ErrorAsync(response, 503, "backendError", "UNAVAILABLE");
    }

    private static async Task<string> RootAsync(TestTenant tenant, string person) => $"v1/grants/{await tenant.ConnectAsync(person)}/google/";

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response, int status, string reason, string googleStatus)
    {
        using (response)
        {
            var error = (await response.ReadAsync(status)).GetProperty("error");
            error.GetProperty("code").GetInt32().Should().Be(status);
            error.GetProperty("errors")[0].Text("reason").Should().Be(reason);
            error.Text("status").Should().Be(googleStatus);
            return error;
        }
    }

    private static JsonElement InfoOf(JsonElement error) => error.GetProperty("details")[0];
}
