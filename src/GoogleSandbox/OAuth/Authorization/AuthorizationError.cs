using System.Text;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>A request that never comes back to the application: the browser stays on Google's error page.</summary>
internal sealed record AuthorizationError(int Status, string Error, string Message)
{
    public const string PagePath = "/signin/oauth/error/v2";

    public static AuthorizationError InvalidRequest(string message) => new(400, "invalid_request", message);

    public static AuthorizationError MissingParameter(string name) => InvalidRequest($"Missing required parameter: {name}");

    /// <summary>Google's way: a redirect to a page of its own that carries the error.</summary>
    public string PageUrl(string? clientId) =>
        $"{PagePath}?authError={Uri.EscapeDataString(Encode())}&client_id={Uri.EscapeDataString(clientId ?? "")}&flowName=GeneralOAuthFlow";

    public static AuthorizationError Decode(string? authError)
    {
        var bytes = new byte[(authError?.Length ?? 0) + 1];
        return Convert.TryFromBase64String(authError ?? "", bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('\n', 3) is [var status, var error, var message]
            && int.TryParse(status, out var number)
                ? new AuthorizationError(number, error, message)
                : InvalidRequest("The error could not be read.");
    }

    private string Encode() => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Status}\n{Error}\n{Message}"));
}
