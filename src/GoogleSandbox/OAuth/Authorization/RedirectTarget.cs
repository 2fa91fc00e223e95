using GmailPlatform.GoogleSandbox.OAuth.Clients;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>Where the answer goes: a registered redirect URI, or the page that opened a popup.</summary>
internal sealed record RedirectTarget(string Uri, string? PopupOrigin)
{
    // What Google's own JavaScript sends: storagerelay://http/localhost:8080?id=auth1
    private const string RelayScheme = "storagerelay";

    public static AuthorizationError? Check(OAuthClient client, string? redirectUri, string? origin, out RedirectTarget? target)
    {
        target = null;
        if (redirectUri is null)
        {
            return AuthorizationError.MissingParameter("redirect_uri");
        }

        if (redirectUri == "postmessage")
        {
            return CheckPopup(client, redirectUri, origin, out target);
        }

        if (!System.Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri))
        {
            return AuthorizationError.InvalidRequest(
                "The app doesn't comply with Google's OAuth 2.0 policy for keeping apps secure: redirect_uri is not a URI.");
        }

        if (uri.Scheme == RelayScheme)
        {
            return CheckPopup(client, redirectUri, $"{uri.Host}://{uri.AbsolutePath.Trim('/')}", out target);
        }

        // RFC 9700 section 2.1: exact string comparison.
        if (!client.RedirectUris.Contains(redirectUri, StringComparer.Ordinal))
        {
            return new AuthorizationError(
                400, "redirect_uri_mismatch", $"The redirect URI of the request is not registered for this client: {redirectUri}");
        }

        target = new RedirectTarget(redirectUri, null);
        return null;
    }

    private static AuthorizationError? CheckPopup(OAuthClient client, string redirectUri, string? origin, out RedirectTarget? target)
    {
        var known = origin is not null && client.JavaScriptOrigins.Contains(origin, StringComparer.Ordinal);
        target = known ? new RedirectTarget(redirectUri, origin) : null;
        return known ? null : new AuthorizationError(
            400, "origin_mismatch", $"The origin is not a JavaScript origin of this client: {origin ?? "(none)"}");
    }
}
