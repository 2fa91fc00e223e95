using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>The envelope of Google API errors: the classic part and the status of AIP-193.</summary>
internal sealed record GmailError(int Code, string Message, string Reason, string Status) : IResult
{
    /// <summary>The message inside <c>errors</c>, where it differs.</summary>
    public string? InnerMessage { get; init; }

    public string? Domain { get; init; } = "global";

    public bool AtAuthorizationHeader { get; init; }

    /// <summary>Reason of the <c>google.rpc.ErrorInfo</c> in <c>details</c>, where Google sends one.</summary>
    public string? InfoReason { get; init; }

    public string? MethodId { get; init; }

    public string? WwwAuthenticate { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (WwwAuthenticate is not null)
        {
            httpContext.Response.Headers.WWWAuthenticate = WwwAuthenticate;
        }

        return JsonAnswer.Api(ToJson().ToJsonString(JsonAnswer.Indented), Code).ExecuteAsync(httpContext);
    }

    public JsonObject ToJson()
    {
        var inner = new JsonObject { ["message"] = InnerMessage ?? Message };
        if (Domain is not null)
        {
            inner["domain"] = Domain;
        }

        inner["reason"] = Reason;
        if (AtAuthorizationHeader)
        {
            inner["location"] = "Authorization";
            inner["locationType"] = "header";
        }

        var error = new JsonObject { ["code"] = Code, ["message"] = Message, ["errors"] = new JsonArray(inner), ["status"] = Status };
        if (InfoReason is not null)
        {
            error["details"] = new JsonArray(Info());
        }

        return new JsonObject { ["error"] = error };
    }

    private JsonObject Info() => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
        ["reason"] = InfoReason,
        ["domain"] = "googleapis.com",
        ["metadata"] = new JsonObject { ["service"] = "gmail.googleapis.com", ["method"] = MethodId },
    };
}
