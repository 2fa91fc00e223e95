using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth;

/// <summary>The flat error body of Google's OAuth endpoints (RFC 6749 section 5.2), never the API envelope.</summary>
internal sealed record OAuthError(int Status, string Error, string? Description = null)
{
    public static OAuthError BadRequest(string error, string? description = null) => new(StatusCodes.Status400BadRequest, error, description);

    public static OAuthError Unauthorized(string error, string? description = null) => new(StatusCodes.Status401Unauthorized, error, description);

    public static OAuthError InvalidGrant(string description) => BadRequest("invalid_grant", description);

    public static OAuthError InvalidRequest(string description) => BadRequest("invalid_request", description);

    public IResult ToResult()
    {
        var body = new JsonObject { ["error"] = Error };
        if (Description is not null)
        {
            body["error_description"] = Description;
        }

        return JsonAnswer.NotStored(body, Status);
    }
}
