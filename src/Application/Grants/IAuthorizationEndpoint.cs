using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>An OAuth authorization request to Google (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1).</summary>
/// <param name="RedirectUri">The platform's callback, or that of a client which runs the flow itself.</param>
/// <param name="CodeVerifier">Sent as its S256 challenge (RFC 7636).</param>
/// <param name="LoginHint">E-mail address or <c>sub</c>.</param>
/// <param name="ForceConsent">Asks for consent even where Google would not, which yields a refresh token.</param>
public sealed record AuthorizationRequest(
    GoogleClient Client, string RedirectUri, ScopeSet Scopes, Secret? State, Secret? CodeVerifier, Secret? Nonce, string? LoginHint, bool ForceConsent)
{
    /// <summary>The organization whose accounts Google offers (<c>hd</c>); a hint, and verified when the person comes back.</summary>
    public string? HostedDomain { get; init; }

    /// <summary>Has the new token cover what the person granted the project before (<c>include_granted_scopes</c>).</summary>
    public bool IncludeGrantedScopes { get; init; } = true;
}

/// <summary>Google's consent page. Nothing is sent: the answer is where to send the person.</summary>
public interface IAuthorizationEndpoint
{
    string UrlFor(AuthorizationRequest request);
}
