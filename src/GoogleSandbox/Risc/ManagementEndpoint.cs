using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>The RISC management API, <c>/v1beta/</c>: registers, reads and tries the stream of the caller's project.</summary>
internal sealed class ManagementEndpoint(ManagementCaller caller, StreamBook streams, ClientRegistry clients, Transmitter transmitter, BaseUrl baseUrl)
{
    public Task<IResult> UpdateAsync(HttpRequest http) => OnProjectAsync(http, (projectId, body) => Update(projectId, body));

    public Task<IResult> GetAsync(HttpRequest http) => OnStreamAsync(http, (stream, _) => JsonAnswer.Api(View(stream, http).ToJsonString(JsonAnswer.Indented)));

    public Task<IResult> GetStatusAsync(HttpRequest http) => OnStreamAsync(http, (stream, _) => Answer(new JsonObject { ["status"] = StatusOf(stream) }));

    public Task<IResult> UpdateStatusAsync(HttpRequest http) => OnStreamAsync(http, (stream, body) =>
    {
        var status = Text(body, "status");
        if (status is not ("enabled" or "disabled"))
        {
            return RiscError.Invalid($"Invalid value at 'status': \"{status}\"").ToResult();
        }

        streams.Put(stream with { Enabled = status == "enabled" });
        return Answer([]);
    });

    public Task<IResult> VerifyAsync(HttpRequest http) => OnStreamAsync(http, (stream, body) =>
    {
        transmitter.SendVerification(stream, Text(body, "state"), baseUrl.Issuer(http));
        return Answer([]);
    });

    private IResult Update(string projectId, JsonObject body)
    {
        var delivery = body["delivery"] as JsonObject;
        if (Text(delivery, "delivery_method") != RiscStream.PushDelivery || Text(delivery, "url") is not { } url)
        {
            return RiscError.Invalid("Missing or invalid field: delivery").ToResult();
        }

        if (body["events_requested"] is not JsonArray { Count: > 0 } events || events.Any(item => item?.GetValueKind() != JsonValueKind.String))
        {
            return RiscError.Invalid("Missing or invalid field: events_requested").ToResult();
        }

        if (RefuseReceiver(projectId, url) is { } refusal)
        {
            return refusal.ToResult();
        }

        var enabled = streams.Find(projectId)?.Enabled ?? true;
        streams.Put(new RiscStream(projectId, url, [.. events.Select(item => item!.GetValue<string>())], enabled));
        return Answer([]);
    }

    /// <summary>Google sends to HTTPS on the project's own domains; here a receiver on this machine may do without.</summary>
    private RiscError? RefuseReceiver(string projectId, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var receiver) || receiver.Scheme is not ("https" or "http"))
        {
            return RiscError.Invalid("Invalid value at 'delivery.url'");
        }

        if (receiver.IsLoopback)
        {
            return null;
        }

        if (receiver.Scheme != Uri.UriSchemeHttps)
        {
            return RiscError.Forbidden("The receiver endpoint must use HTTPS.");
        }

        var domains = clients.OfProject(projectId)
            .SelectMany(client => client.RedirectUris.Concat(client.JavaScriptOrigins))
            .Select(uri => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) ? parsed.Host : null);
        return domains.Contains(receiver.Host, StringComparer.OrdinalIgnoreCase)
            ? null
            : RiscError.Forbidden("The receiver endpoint must be on one of the project's authorized domains.");
    }

    private JsonObject View(RiscStream stream, HttpRequest http) => new()
    {
        ["iss"] = Transmitter.IssuerOf(baseUrl.Issuer(http)),
        ["aud"] = Json(clients.OfProject(stream.ProjectId).Select(client => client.ClientId)),
        ["delivery"] = new JsonObject { ["delivery_method"] = RiscStream.PushDelivery, ["url"] = stream.Url },
        ["events_requested"] = Json(stream.EventsRequested),
    };

    private Task<IResult> OnStreamAsync(HttpRequest http, Func<RiscStream, JsonObject, IResult> act) => OnProjectAsync(
        http, (projectId, body) => streams.Find(projectId) is { } stream ? act(stream, body) : RiscError.NoStream.ToResult());

    private async Task<IResult> OnProjectAsync(HttpRequest http, Func<string, JsonObject, IResult> act)
    {
        if (!caller.TryIdentify(http, out var projectId, out var error))
        {
            return error.ToResult();
        }

        try
        {
            var body = HttpMethods.IsPost(http.Method) ? await JsonNode.ParseAsync(http.Body, cancellationToken: http.HttpContext.RequestAborted) : new JsonObject();
            return body is JsonObject json ? act(projectId, json) : RiscError.Invalid("Invalid JSON payload received.").ToResult();
        }
        catch (JsonException)
        {
            return RiscError.Invalid("Invalid JSON payload received.").ToResult();
        }
    }

    private static string StatusOf(RiscStream stream) => stream.Enabled ? "enabled" : "disabled";

    private static string? Text(JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonArray Json(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    private static IResult Answer(JsonObject body) => JsonAnswer.Api(body.ToJsonString(JsonAnswer.Indented));
}
