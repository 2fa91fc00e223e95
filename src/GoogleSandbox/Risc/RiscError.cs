using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>An error of the management API: the envelope of AIP-193.</summary>
internal sealed record RiscError(int Code, string Status, string Message)
{
    public static readonly RiscError NoCredentials = new(
        StatusCodes.Status401Unauthorized,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.");

    public static readonly RiscError NoStream = new(StatusCodes.Status404NotFound, "NOT_FOUND", "Requested entity was not found.");

    public static RiscError Forbidden(string message) => new(StatusCodes.Status403Forbidden, "PERMISSION_DENIED", message);

    public static RiscError Invalid(string message) => new(StatusCodes.Status400BadRequest, "INVALID_ARGUMENT", message);

    public IResult ToResult() => JsonAnswer.Api(
        new JsonObject { ["error"] = new JsonObject { ["code"] = Code, ["message"] = Message, ["status"] = Status } }.ToJsonString(JsonAnswer.Indented),
        Code);
}
