using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Where Google's APIs look for an access token.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>From the header, else from the two query parameters that every Google API accepts.</summary>
    public static string? From(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : Forms.NullIfEmpty(request.Query["access_token"]) ?? Forms.NullIfEmpty(request.Query["oauth_token"]);
    }
}
