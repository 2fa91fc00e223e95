using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Testing;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace GmailPlatform.WebApi.Tests;

public sealed class ApiDescriptionTests(SharedWorld shared)
{
    /// <summary>Called by Google, whose signature lets it in.</summary>
    private const string ReceiverOfSecurityEvents = "/google/risc";

    /// <summary>They tell of no tenant.</summary>
    private static readonly string[] OpenToAnyKey = ["GetCheckpoint", "GetConsistencyProof", "ListCheckpointKeys"];

    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    [Fact]
    public async Task The_OpenAPI_document_is_of_version_3_1_and_holds_every_route_of_the_API()
    {
        var document = await DocumentAsync();

        document.Text("openapi").Should().StartWith("3.1.");
        OperationsOf(document).Select(operation => operation.Id).Should().BeEquivalentTo(RoutesOfTheApi()).And.HaveCountGreaterThan(8);
        document.GetProperty("paths").EnumerateObject().Should().OnlyContain(path => path.Name.StartsWith("/v1/") || path.Name == ReceiverOfSecurityEvents);
    }

    [Fact]
    public async Task Each_operation_has_the_name_of_its_use_case_its_permission_and_its_problems()
    {
        var document = await DocumentAsync();
        var useCases = typeof(ExchangeCode).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IBaseRequest))).Select(type => type.Name).ToList();

        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("apiKey").Text("scheme").Should().Be("bearer");
        foreach (var (id, operation) in OperationsOf(document))
        {
            useCases.Should().Contain(id);
            operation.Text("summary").Should().NotBeNullOrEmpty();
            if (id is "ReceiveSecurityEvent")
            {
                operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).Should().Equal("202", "400", "503");
                operation.TryGetProperty("security", out _).Should().BeFalse();
                continue;
            }

            operation.GetProperty("security")[0].GetProperty("apiKey").GetArrayLength().Should().Be(OpenToAnyKey.Contains(id) ? 0 : 1, $"{id} asks for one permission");
            foreach (var status in new[] { "400", "401", "403", "404", "409", "503" })
            {
                operation.GetProperty("responses").GetProperty(status).GetProperty("content").TryGetProperty("application/problem+json", out _).Should().BeTrue($"{id} may answer {status}");
            }

            operation.GetProperty("responses").EnumerateObject().Should().Contain(response => response.Name.StartsWith('2'));
        }
    }

    [Fact]
    public async Task Every_reference_in_the_document_leads_somewhere()
    {
        var document = await DocumentAsync();
        var references = ReferencesIn(document).Distinct().ToList();

        references.Should().NotBeEmpty();
        foreach (var reference in references)
        {
            var target = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/'))
            {
                target.TryGetProperty(step, out target).Should().BeTrue($"{reference} exists");
            }
        }
    }

    [Fact]
    public async Task The_reference_at_docs_works_without_asking_any_other_host()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();
        var hosts = new List<string>();
        page.Request += (_, request) => hosts.Add(new Uri(request.Url) is { Scheme: "http" or "https" } url ? url.Authority : shared.World.PlatformUrl.Authority);

        await page.GotoAsync(new Uri(shared.World.PlatformUrl, "docs").ToString());
        // The reference draws what scrolls into view: the first operation shows that it read the document.
        await page.GetByText("Starts a consent and answers where to send the person.").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

        hosts.Distinct().Should().Equal(shared.World.PlatformUrl.Authority);
        (await page.ContentAsync()).Should().NotMatchRegex(@"(src|href)=""https?://(?!127\.0\.0\.1)[^""]*\.(js|css|woff2?|png|svg)");
    }

    private async Task<JsonElement> DocumentAsync()
    {
        using var response = await shared.Anyone.GetAsync("openapi/v1.json");
        return await response.ReadAsync(200);
    }

    private IEnumerable<string> RoutesOfTheApi() => shared.World.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .Where(endpoint => endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null || endpoint is RouteEndpoint { RoutePattern.RawText: ReceiverOfSecurityEvents })
        // What is below the gateway, Google describes.
        .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
        .Select(endpoint => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName);

    private static IEnumerable<(string Id, JsonElement Operation)> OperationsOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        where Methods.Contains(method.Name)
        select (method.Value.Text("operationId"), method.Value);

    private static IEnumerable<string> ReferencesIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property =>
            property is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : ReferencesIn(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };
}
