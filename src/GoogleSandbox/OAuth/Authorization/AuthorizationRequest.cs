using GmailPlatform.GoogleSandbox.OAuth.Clients;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>A valid authorization request (RFC 6749 section 4.1.1 with Google's parameters).</summary>
internal sealed record AuthorizationRequest
{
    public required OAuthClient Client { get; init; }

    public required string RedirectUri { get; init; }

    /// <summary>The origin of the page that opened a popup; the code is then exchanged with <c>postmessage</c>.</summary>
    public string? PopupOrigin { get; init; }

    /// <summary>Canonical names.</summary>
    public required IReadOnlySet<string> Scopes { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    public string? LoginHint { get; init; }

    public string? HostedDomain { get; init; }

    public bool Offline { get; init; }

    public bool IncludeGrantedScopes { get; init; }

    public bool PromptNone { get; init; }

    public bool PromptConsent { get; init; }

    public bool PromptSelectAccount { get; init; }

    public string? CodeChallenge { get; init; }

    public bool ChallengeIsS256 { get; init; }

    /// <summary>The query as it came, which the pages carry from step to step.</summary>
    public required string Query { get; init; }

    /// <summary>Boxes appear for several scopes that are not sign-in, or for one beside sign-in scopes.</summary>
    public bool ConsentIsGranular =>
        Scopes.Any(scope => !OAuth.Scopes.IsSignIn(scope)) && Scopes.Count > 1;
}
