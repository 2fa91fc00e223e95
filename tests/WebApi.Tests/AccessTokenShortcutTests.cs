using GmailPlatform.Testing;

namespace GmailPlatform.WebApi.Tests;

/// <summary>Whoever asks for a token cannot tell whether the shortcut or the route answers.</summary>
public sealed class AccessTokenShortcutTests(SharedWorld shared)
{
    /// <summary>How a body is framed, and what differs with each answer.</summary>
    private static readonly string[] OfEachAnswer = ["Trace-Id", "Date", "Content-Length", "Transfer-Encoding"];

    [Fact]
    public async Task The_answers_are_alike_in_body_status_and_headers()
    {
        var grant = await ConnectedAsync();
        using var shortcut = await shared.Tenant.Api.GetAsync($"v1/grants/{grant}/access-token?minValidity=60");
        // The shortcut knows one spelling; the route takes any.
        using var route = await shared.Tenant.Api.GetAsync($"v1/grants/{grant}/access-token?MinValidity=60");

        shortcut.Content.Headers.ContentLength.Should().NotBeNull("otherwise the shortcut was not taken");
        route.Headers.TransferEncodingChunked.Should().BeTrue("otherwise the route was not taken");
        shortcut.StatusCode.Should().Be(route.StatusCode);
        (await shortcut.Content.ReadAsStringAsync()).Should().Be(await route.Content.ReadAsStringAsync());
        HeadersOf(shortcut).Should().BeEquivalentTo(HeadersOf(route));
        shortcut.ShouldHaveSecurityHeaders();
    }

    [Fact]
    public async Task A_callers_own_trace_goes_on_and_each_other_answer_has_a_new_one()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var path = $"v1/grants/{await ConnectedAsync()}/access-token";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        using var traced = await shared.Tenant.Api.SendAsync(request);
        using var first = await shared.Tenant.Api.GetAsync(path);
        using var second = await shared.Tenant.Api.GetAsync(path);

        traced.Headers.GetValues("Trace-Id").Should().Equal(trace);
        new[] { first, second }.Select(answer => answer.Headers.GetValues("Trace-Id").Single()).Should().OnlyHaveUniqueItems()
            .And.AllSatisfy(id => id.Should().MatchRegex("^[0-9a-f]{32}$"));
    }

    [Theory]
    [InlineData("?minValidity=-1", 400)]
    [InlineData("?minValidity=3301", 400)]
    [InlineData("?minValidity=", 400)]
    [InlineData("?minValidity=99999999999", 400)]
    [InlineData("?minValidity=soon", 400)]
    [InlineData("?MINVALIDITY=0", 200)]
    [InlineData("?minValidity=0", 200)]
    public async Task What_the_query_asks_is_checked_as_ever(string query, int status)
    {
        using var response = await shared.Tenant.Api.GetAsync($"v1/grants/{await ConnectedAsync()}/access-token{query}");

        await response.ReadAsync(status);
    }

    [Fact]
    public async Task Another_tenants_token_in_memory_is_not_there()
    {
        var grant = await ConnectedAsync();
        using var other = await shared.World.ATenantAsync();

        await other.GetAsync($"v1/grants/{grant}/access-token", expectedStatus: 404);
    }

    [Fact]
    public async Task A_key_without_the_permission_gets_no_token_from_memory()
    {
        var grant = await ConnectedAsync();
        using var reader = await shared.World.ATenantAsync("grants:read");

        await reader.GetAsync($"v1/grants/{grant}/access-token", expectedStatus: 403);
        await reader.GetAsync($"v1/grants/{grant}/access-token", expectedStatus: 403);
    }

    [Fact]
    public async Task A_wrong_secret_of_a_key_in_memory_opens_nothing()
    {
        var grant = await ConnectedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shared.World.PlatformUrl, $"v1/grants/{grant}/access-token"));
        request.Headers.Authorization = new("Bearer", $"gp_{shared.Tenant.KeyId}_{new string('A', 43)}");
        using var response = await shared.Anyone.SendAsync(request);

        (await response.ReadAsync(401)).Text("code").Should().Be("unauthenticated");
    }

    /// <summary>A grant whose token, and the key that asks for it, are in memory.</summary>
    private async Task<string> ConnectedAsync()
    {
        var grant = await shared.Tenant.ConnectAsync(await shared.World.Google.APersonAsync());
        await Eventually.HoldsAsync("the token is in memory", async () =>
        {
            using var response = await shared.Tenant.Api.GetAsync($"v1/grants/{grant}/access-token");
            await response.ReadAsync(200);
            return response.Content.Headers.ContentLength is not null;
        });
        return grant;
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .Where(header => !OfEachAnswer.Contains(header.Key))
        .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
}
