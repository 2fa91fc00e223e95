namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Every token that was issued, each in the order of issue.</summary>
internal sealed record IssuedTokens(IReadOnlyList<RefreshToken> Refresh, IReadOnlyList<AccessToken> Access);

/// <summary>A refresh token. Dead ones are kept, to tell whose call failed.</summary>
internal sealed class RefreshToken
{
    public static readonly TimeSpan TestingLifetime = TimeSpan.FromDays(7);

    public required string Value { get; init; }

    public required string ClientId { get; init; }

    public required string ProjectId { get; init; }

    public required string Sub { get; init; }

    public required IReadOnlySet<string> Scopes { get; init; }

    /// <summary>Set for apps in Testing.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset LastUsedAt { get; set; }

    public bool Revoked { get; set; }

    // Google lets a token die that nobody used for six months.
    public bool IsLive(DateTimeOffset now) =>
        !Revoked && now < LastUsedAt.AddMonths(6) && (ExpiresAt is not { } expiresAt || now < expiresAt);

    public RefreshToken Copy() => (RefreshToken)MemberwiseClone();
}

/// <summary>An access token: opaque to clients, at most an hour old.</summary>
internal sealed class AccessToken
{
    public required string Value { get; init; }

    public required string ClientId { get; init; }

    public required string ProjectId { get; init; }

    public required string Sub { get; init; }

    public required IReadOnlySet<string> Scopes { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public bool Offline { get; init; }

    public bool Revoked { get; set; }

    public bool IsLive(DateTimeOffset now) => !Revoked && now < ExpiresAt;

    public AccessToken Copy() => (AccessToken)MemberwiseClone();
}
