using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Discovery;

/// <summary>Google's discovery document of the Gmail API (revision 20260413), with the addresses of the server that is asked.</summary>
internal sealed class ApiDescription(BaseUrl baseUrl)
{
    public const string Version = "v1";

    private const string ResourceName = "gmail.v1.json";

    private static readonly string[] RootProperties = ["rootUrl", "baseUrl", "mtlsRootUrl"];

    private readonly Lazy<JsonObject> _document = new(Load);

    /// <summary>The document as Google publishes it.</summary>
    public static JsonObject Load()
    {
        using var stream = typeof(ApiDescription).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is missing.");
        return JsonNode.Parse(stream)!.AsObject();
    }

    /// <summary>The document whose root is the address that the request named. 404 for a version that does not exist.</summary>
    public IResult Answer(HttpRequest http, string? version)
    {
        if (version != Version)
        {
            return GmailErrors.NotFound;
        }

        var document = _document.Value.DeepClone().AsObject();
        foreach (var property in RootProperties.Where(document.ContainsKey))
        {
            document[property] = $"{baseUrl.Of(http)}/";
        }

        return JsonAnswer.Api(document.ToJsonString(JsonAnswer.Indented));
    }
}

/// <summary>The two addresses of the document: the API's own, and the older one of the discovery service.</summary>
internal static class ApiDiscoveryModule
{
    public static void MapApiDiscovery(this IEndpointRouteBuilder app)
    {
        app.MapGet("/$discovery/rest", (HttpRequest http, ApiDescription description, string? version) => description.Answer(http, version));
        app.MapGet("/discovery/v1/apis/gmail/{version}/rest", (HttpRequest http, ApiDescription description, string version) => description.Answer(http, version));
    }
}
