using System.Net;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Gmail;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class DiscoveryTests(Sandbox sandbox)
{
    [Theory]
    [InlineData("/$discovery/rest?version=v1")]
    [InlineData("/discovery/v1/apis/gmail/v1/rest")]
    public async Task G7_The_discovery_document_names_the_server_that_was_asked(string path)
    {
        var reply = await sandbox.GetAsync(path);

        reply.Status.Should().Be(HttpStatusCode.OK);
        reply.ContentType.Should().Be("application/json");
        reply.Text("rootUrl").Should().Be($"{sandbox.Url}/");
        reply.Text("baseUrl").Should().Be($"{sandbox.Url}/");
        reply.Text("batchPath").Should().Be("batch");
    }

    [Theory]
    [InlineData("/$discovery/rest")]
    [InlineData("/$discovery/rest?version=v2")]
    [InlineData("/discovery/v1/apis/gmail/v2/rest")]
    public async Task G7_A_version_that_does_not_exist_is_not_found(string path) =>
        (await sandbox.GetAsync(path)).Status.Should().Be(HttpStatusCode.NotFound);

    [Fact]
    public async Task G7_Every_method_is_where_the_document_says_and_opens_to_its_scopes()
    {
        var document = (await sandbox.GetAsync("/$discovery/rest?version=v1")).Json;

        var described = Methods(document).Select(method => string.Join(
            ' ',
            method.GetProperty("id").GetString(),
            method.GetProperty("httpMethod").GetString(),
            $"/{method.GetProperty("path").GetString()}",
            string.Join(',', method.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Order(StringComparer.Ordinal))));

        described.Should().BeEquivalentTo(GmailMethods.All.Select(method => string.Join(
            ' ', method.Id, method.Verb, method.Path, string.Join(',', method.Scopes.Order(StringComparer.Ordinal)))));
    }

    private static IEnumerable<JsonElement> Methods(JsonElement resource)
    {
        var own = resource.TryGetProperty("methods", out var methods) ? methods.EnumerateObject().Select(method => method.Value) : [];
        var below = resource.TryGetProperty("resources", out var resources) ? resources.EnumerateObject().SelectMany(child => Methods(child.Value)) : [];
        return own.Concat(below);
    }
}
