using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A key that is bound to one grant tries every route that API keys open.</summary>
public sealed partial class GrantKeyReachTests(SharedWorld shared)
{
    private const string Refusal = "bound to one grant";

    /// <summary>Routes of a grant that its keys do not open.</summary>
    private static readonly string[] ClosedRoutesOfAGrant =
    [
        "DELETE /v1/grants/{id:guid}", "POST /v1/grants/{id:guid}/keys/", "GET /v1/grants/{id:guid}/keys/", "DELETE /v1/grants/{id:guid}/keys/{keyId}",
        "GET /v1/grants/{id:guid}/history/{sequence:long}/proof",
    ];

    private readonly World _world = shared.World;

    [Fact]
    public async Task G6_A_key_of_one_grant_opens_no_route_of_another_grant_or_of_the_tenant()
    {
        using var tenant = await _world.ATenantAsync();
        var (own, other) = (await tenant.ConnectAsync(await _world.Google.APersonAsync()), await tenant.ConnectAsync(await _world.Google.APersonAsync()));
        using var client = await KeyOfAsync(tenant, own);
        var routes = Routes().Where(route => !IsMountedAtTheRoot(route.Pattern)).ToList();
        var unrefused = new List<string>();
        foreach (var route in routes)
        {
            if (!await IsRefusedAsync(client, route, other))
            {
                unrefused.Add($"{route.Verb} {route.Pattern}");
            }
        }

        routes.Should().HaveCountGreaterThan(40);
        unrefused.Should().BeEmpty();
        (await tenant.GetAsync($"v1/grants/{other}")).Text("status").Should().Be("active");
    }

    [Fact]
    public async Task G6_A_key_of_one_grant_opens_that_grants_routes_but_for_a_written_list()
    {
        using var tenant = await _world.ATenantAsync();
        var own = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        using var client = await KeyOfAsync(tenant, own);
        var refused = new List<string>();
        foreach (var route in Routes().Where(route => route.Pattern.StartsWith("/v1/grants/{id:guid}", StringComparison.Ordinal)))
        {
            if (await IsRefusedAsync(client, route, own))
            {
                refused.Add($"{route.Verb} {route.Pattern}");
            }
        }

        refused.Should().BeEquivalentTo(ClosedRoutesOfAGrant);
    }

    /// <summary>Too few permissions to change anything.</summary>
    private async Task<HttpClient> KeyOfAsync(TestTenant tenant, string grant)
    {
        var created = await tenant.PostAsync($"v1/grants/{grant}/keys", new { permissions = new[] { "mail:read" } }, 201);
        var client = new HttpClient { BaseAddress = _world.PlatformUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.Text("key"));
        return client;
    }

    private static async Task<bool> IsRefusedAsync(HttpClient client, ApiRoute route, string grant)
    {
        var path = Parameter().Replace(route.Pattern, parameter => parameter.Groups["name"].Value switch
        {
            "id" => grant,
            "sequence" => "1",
            "path" => "gmail/v1/users/me/profile",
            _ => "x",
        });
        using var request = new HttpRequestMessage(new HttpMethod(route.Verb), path);
        request.Content = route.Verb is "POST" or "PUT" or "PATCH" ? new StringContent("{}", mediaType: new MediaTypeHeaderValue(route.ContentType)) : null;
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode == 403 && (await response.Content.ReadAsStringAsync()).Contains(Refusal, StringComparison.Ordinal);
    }

    private IEnumerable<ApiRoute> Routes() =>
        from endpoint in _world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.OfType<AuthorizationPolicy>().Any(policy => policy.AuthenticationSchemes.Contains("ApiKey"))
        from verb in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select new ApiRoute(
            verb,
            "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
            endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.FirstOrDefault(type => !type.Contains('*')) ?? "application/json");

    /// <summary>Gmail's own paths, where the key itself says whose mailbox is meant.</summary>
    private static bool IsMountedAtTheRoot(string pattern) => !pattern.StartsWith("/v1/", StringComparison.Ordinal);

    private sealed record ApiRoute(string Verb, string Pattern, string ContentType);

    [GeneratedRegex("""\{\**(?<name>\w+)[^}]*\}""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
