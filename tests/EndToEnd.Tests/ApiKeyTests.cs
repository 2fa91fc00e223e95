using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Who may call what.</summary>
public sealed class ApiKeyTests(SharedWorld shared)
{
    private static readonly string AnId = Guid.Empty.ToString();

    private readonly World _world = shared.World;

    /// <summary>Every route of the API and the permission that it asks for.</summary>
    public static TheoryData<string, string, string> Routes => new()
    {
        { "POST", "v1/authorizations", "grants:write" },
        { "POST", "v1/grants", "grants:write" },
        { "GET", "v1/grants", "grants:read" },
        { "GET", $"v1/grants/{AnId}", "grants:read" },
        { "DELETE", $"v1/grants/{AnId}", "grants:write" },
        { "GET", $"v1/grants/{AnId}/access-token", "tokens:read" },
        { "POST", $"v1/grants/{AnId}/refresh", "tokens:read" },
        { "GET", $"v1/grants/{AnId}/history", "grants:read" },
        { "GET", $"v1/grants/{AnId}/messages", "mail:read" },
        { "GET", $"v1/grants/{AnId}/messages/x", "mail:read" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Every_route_asks_for_a_key_and_for_its_permission(string method, string path, string permission)
    {
        using var anonymous = new HttpClient { BaseAddress = _world.PlatformUrl };
        using var others = await _world.ATenantAsync([.. Domain.Tenancy.Permission.All.Where(other => other != permission)]);

        using var refused = await SendAsync(anonymous, method, path);
        refused.Headers.WwwAuthenticate.Should().ContainSingle(challenge => challenge.Scheme == "Bearer");
        await Task.FromResult(refused).ProblemAsync(401, "unauthenticated");

        var forbidden = await SendAsync(others.Api, method, path).ProblemAsync(403, "forbidden");
        forbidden.Text("detail").Should().Contain(permission);
    }

    [Fact]
    public async Task A_cached_key_is_refused_what_it_was_refused_before()
    {
        using var reader = await _world.ATenantAsync(Domain.Tenancy.Permission.GrantsRead);
        using var first = await SendAsync(reader.Api, "GET", "v1/grants");
        using var cached = await SendAsync(reader.Api, "GET", "v1/grants");

        new[] { first.StatusCode, cached.StatusCode }.Should().AllBeEquivalentTo(HttpStatusCode.OK);
        await SendAsync(reader.Api, "GET", $"v1/grants/{AnId}/messages").ProblemAsync(403, "forbidden");
        await SendAsync(reader.Api, "POST", "v1/grants").ProblemAsync(403, "forbidden");
        using var call = await SendAsync(reader.Api, "GET", $"v1/grants/{AnId}/google/gmail/v1/users/me/labels");
        call.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        foreach (var page in new[] { "console", "console/history", "hangfire" })
        {
            using var answer = await SendAsync(reader.Api, "GET", page);
            answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized, page);
        }
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer gp_")]
    [InlineData("Bearer gp_0123456789abcdef_short")]
    [InlineData("Bearer gp_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic Z3A6Z3A=")]
    [InlineData("gp_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_malformed_or_unknown_key_is_refused(string authorization)
    {
        using var client = new HttpClient { BaseAddress = _world.PlatformUrl };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        await client.GetAsync("v1/grants").ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_as_an_unknown_key_is()
    {
        using var tenant = await _world.ATenantAsync();
        using var client = WithKey($"gp_{tenant.KeyId}_{new string('A', 43)}");

        var wrong = await client.GetAsync("v1/grants").ProblemAsync(401, "unauthenticated");

        using var unknown = WithKey($"gp_{new string('0', 16)}_{new string('A', 43)}");
        (await unknown.GetAsync("v1/grants").ProblemAsync(401, "unauthenticated")).Text("detail").Should().Be(wrong.Text("detail"));
    }

    [Fact]
    public async Task A_key_in_the_query_is_not_looked_at()
    {
        using var tenant = await _world.ATenantAsync();
        using var client = new HttpClient { BaseAddress = _world.PlatformUrl };

        await client.GetAsync($"v1/grants?access_token={tenant.ApiKey}").ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        using var tenant = await _world.ATenantAsync();
        await tenant.GetAsync("v1/grants");

        await _world.SendAsync(new RevokeApiKey(tenant.KeyId));

        await tenant.GetProblemAsync("v1/grants", 401, "unauthenticated");
    }

    [Fact]
    public async Task The_keys_of_a_suspended_tenant_are_shut_out_at_once()
    {
        using var tenant = await _world.ATenantAsync();

        await _world.SendAsync(new SuspendTenant(tenant.Id));

        await tenant.GetProblemAsync("v1/grants", 403, "forbidden");
        await tenant.PostProblemAsync("v1/authorizations", new { }, 403, "forbidden");
    }

    private HttpClient WithKey(string key)
    {
        var client = new HttpClient { BaseAddress = _world.PlatformUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "POST" ? JsonContent.Create(new { }) : null;
        return await client.SendAsync(request);
    }
}
