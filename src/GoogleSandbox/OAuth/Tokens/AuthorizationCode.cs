namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>What a code stands for until it is exchanged.</summary>
internal sealed record AuthorizationCode
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public required string Value { get; init; }

    public required string ClientId { get; init; }

    public required string Sub { get; init; }

    public required IReadOnlySet<string> Scopes { get; init; }

    public required string RedirectUri { get; init; }

    /// <summary>Obtained by a page in a popup: exchanged with the literal redirect URI <c>postmessage</c>.</summary>
    public bool PopupMode { get; init; }

    public bool Offline { get; init; }

    /// <summary>No consent shown means no refresh token, whatever <c>access_type</c> said.</summary>
    public bool ConsentShown { get; init; }

    public string? Nonce { get; init; }

    public string? CodeChallenge { get; init; }

    public bool ChallengeIsS256 { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
