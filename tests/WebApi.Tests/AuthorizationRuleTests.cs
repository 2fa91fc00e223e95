using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
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
        "/connect/{id:guid}/google",
        "/oauth/google/callback",
        "/google/risc",
        "/health/live",
        "/health/ready",
        "/openapi/{documentName}.json",
        "/docs/{documentName?}",
        "/docs/scalar.js",
        "/docs/scalar.aspnetcore.js",
        "/docs/favicon.svg",
        "/console/sign-in",
        "/console/signed-out",
    ];

    [Fact]
    public void Every_endpoint_asks_for_a_permission_unless_it_is_on_the_list()
    {
        var endpoints = shared.World.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        var open = endpoints.Where(endpoint => !AsksForAuthorization(endpoint)).Select(PatternOf).Distinct();

        endpoints.Should().HaveCountGreaterThan(10);
        open.Should().BeEquivalentTo(Open);
        endpoints.Where(endpoint => PatternOf(endpoint).StartsWith("/v1/", StringComparison.Ordinal))
            .Should().OnlyContain(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() == null);
    }

    [Fact]
    public void Every_page_that_shows_history_or_a_grants_person_writes_down_who_came()
    {
        var endpoints = shared.World.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var readers = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is { Policy: ConsolePolicies.ReadHistory }).ToList();

        readers.Should().NotBeEmpty();
        readers.Where(endpoint => endpoint.Metadata.GetMetadata<RecordsAccess>() is null).Select(PatternOf).Should().BeEmpty();
    }

    private static bool AsksForAuthorization(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null || endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null;

    private static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');
}
