using GmailPlatform.Testing;

namespace GmailPlatform.WebApi.Tests.Gateway;

/// <summary>A client of the gateway cannot tell whether the shortcut or the route answers. The shortcut knows one spelling of the path; the route takes any.</summary>
public sealed class GatewayShortcutTests(SharedWorld shared)
{
    private const string Profile = "gmail/v1/users/me/profile";

    /// <summary>What differs with each answer.</summary>
    private static readonly string[] OfEachAnswer = ["Trace-Id", "Date", "X-Quota-Remaining"];

    [Theory]
    [InlineData(Profile, 200)]
    [InlineData("gmail/v1/users/me/messages?maxResults=1&q=a%20b", 200)]
    [InlineData("gmail/v1/users/me/messages/none", 400)]
    [InlineData("gmail/v1/users/me/messages/a%2520b", 404)]
    [InlineData("gmail/v1/users//messages", 404)]
    [InlineData("/gmail/v1/users/me/profile", 404)]
    [InlineData("gmail/v1/users/me/profile/", 404)]
    [InlineData("gmail/v2/users/me/profile", 404)]
    [InlineData("batch", 404)]
    [InlineData("", 404)]
    [InlineData("gmail/v1/users/me/profile?callback=x", 400)]
    [InlineData("gmail/v1/users/somebody@example.com/profile", 403)]
    public async Task The_answers_are_alike_in_body_status_and_headers(string path, int status)
    {
        var grant = await ConnectedAsync();
        using var shortcut = await shared.Tenant.Api.GetAsync($"v1/grants/{grant}/google/{path}");
        using var route = await shared.Tenant.Api.GetAsync($"V1/GRANTS/{grant}/google/{path}");

        ((int)shortcut.StatusCode).Should().Be((int)route.StatusCode).And.Be(status);
        (await BodyOfAsync(shortcut)).Should().Be(await BodyOfAsync(route));
        HeadersOf(shortcut).Should().BeEquivalentTo(HeadersOf(route));
        shortcut.ShouldHaveSecurityHeaders();
    }

    [Fact]
    public async Task A_callers_own_trace_goes_on()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/grants/{await ConnectedAsync()}/google/{Profile}");
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        using var answer = await shared.Tenant.Api.SendAsync(request);

        await answer.ReadAsync(200);
        answer.Headers.GetValues("Trace-Id").Should().Equal(trace);
    }

    [Fact]
    public async Task A_cached_key_without_the_permission_is_refused()
    {
        var grant = await ConnectedAsync();
        using var other = await shared.World.ATenantAsync("grants:read");
        await other.GetAsync("v1/grants");

        using var refused = await other.Api.GetAsync($"v1/grants/{grant}/google/{Profile}");

        (await refused.ReadAsync(403)).GetProperty("error").Text("status").Should().Be("PERMISSION_DENIED");
    }

    [Fact]
    public async Task A_cached_key_of_another_tenant_does_not_reach_the_grant()
    {
        var grant = await ConnectedAsync();
        using var other = await shared.World.ATenantAsync();
        await other.GetAsync("v1/grants");

        await other.GetAsync($"v1/grants/{grant}/google/{Profile}", expectedStatus: 404);
    }

    /// <summary>A grant that was called, so that its key and its token are cached.</summary>
    private async Task<string> ConnectedAsync()
    {
        var grant = await shared.Tenant.ConnectAsync(await shared.World.Google.APersonAsync());
        await shared.Tenant.GetAsync($"v1/grants/{grant}/google/{Profile}");
        return grant;
    }

    /// <summary>Without the trace id, which errors repeat.</summary>
    private static async Task<string> BodyOfAsync(HttpResponseMessage response) =>
        (await response.Content.ReadAsStringAsync()).Replace(response.Headers.GetValues("Trace-Id").Single(), "", StringComparison.Ordinal);

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(header => !OfEachAnswer.Contains(header.Key))
        .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
}
