using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.WebApi.Tests;

/// <summary>Who may come in without a key is written down here, and nowhere else.</summary>
public sealed class AuthorizationRuleTests(SharedWorld shared)
{
    private static readonly string[] Open =
    [
        "/",
        "/connect/{id?}",
        "/connect/{id:guid}",
        "/oauth/google/callback",
        "/google/risc",
        "/health/live",
        "/health/ready",
        "/openapi/{documentName}.json",
        "/docs/{documentName?}",
        "/docs/scalar.js",
        "/docs/scalar.aspnetcore.js",
        "/docs/favicon.svg",
        "/hangfire/{**path}",
    ];

    [Fact]
    public void Every_endpoint_asks_for_a_permission_unless_it_is_on_the_list()
    {
        var endpoints = shared.World.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        var open = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null).Select(PatternOf).Distinct();

        endpoints.Should().HaveCountGreaterThan(10);
        open.Should().BeEquivalentTo(Open);
        endpoints.Where(endpoint => PatternOf(endpoint).StartsWith("/v1/", StringComparison.Ordinal))
            .Should().OnlyContain(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() == null);
    }

    private static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');
}
