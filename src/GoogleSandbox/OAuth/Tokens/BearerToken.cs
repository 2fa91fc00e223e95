using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Where Google's APIs look for an access token.</summary>
internal static class BearerToken
{
    // The second is what Google's oldest libraries still send.
    private static readonly string[] Schemes = ["Bearer ", "OAuth "];

    /// <summary>From the header, else from the two query parameters that every Google API accepts.</summary>
    public static string? From(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return Array.Find(Schemes, scheme => header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } scheme
            ? header[scheme.Length..].Trim()
            : Forms.NullIfEmpty(request.Query["access_token"]) ?? Forms.NullIfEmpty(request.Query["oauth_token"]);
    }
}
