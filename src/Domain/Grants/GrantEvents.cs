namespace GmailPlatform.Domain.Grants;

/// <summary>A fact in the life of a grant. Holds metadata only: never a token, never a name or address.</summary>
public abstract record GrantEvent(DateTimeOffset At);

/// <summary>A Google account was connected to a tenant for the first time.</summary>
public sealed record GrantConnected(Guid GrantId, DateTimeOffset At) : GrantEvent(At);

/// <summary>A known account came through consent again; the grant goes on under the same id.</summary>
public sealed record GrantReconnected(GrantStatus From, DateTimeOffset At) : GrantEvent(At);

/// <summary>Google took an authorization code and answered tokens (RFC 6749 section 4.1.3).</summary>
/// <param name="RequestedScopes">What the grant should cover: what was asked for, with what it covered before.</param>
/// <param name="GrantedScopes">What it covers now.</param>
public sealed record CodeExchanged(
    ScopeSet RequestedScopes, ScopeSet GrantedScopes, bool RefreshTokenReceived, IdentitySource IdentitySource, int LatencyMilliseconds, DateTimeOffset At)
    : GrantEvent(At)
{
    /// <summary>When the call to Google began, which may be long before the tokens were stored; null where it was not recorded.</summary>
    public DateTimeOffset? ExchangedAt { get; init; }
}

/// <summary>A token set was sealed and stored under a new generation.</summary>
public sealed record CredentialsStored(
    int Generation,
    DateTimeOffset ExpiresAt,
    RefreshTokenOrigin RefreshToken,
    string? RefreshTokenFingerprint,
    DateTimeOffset? RefreshTokenExpiresAt,
    string AccessTokenFingerprint,
    DateTimeOffset At)
    : GrantEvent(At)
{
    /// <summary>When the exchange that brought the refresh token began; null where the stored one was kept, or it was not recorded.</summary>
    public DateTimeOffset? RefreshTokenExchangedAt { get; init; }
}

/// <summary>A new access token came for the refresh token (RFC 6749 section 6).</summary>
public sealed record AccessTokenRefreshed(
    int Generation, DateTimeOffset ExpiresAt, string AccessTokenFingerprint, string? NewRefreshTokenFingerprint, int LatencyMilliseconds, DateTimeOffset At)
    : GrantEvent(At)
{
    /// <summary>The end that Google announced for a new refresh token, if it did.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }
}

/// <summary>A refresh failed for a passing cause and will be tried again.</summary>
public sealed record RefreshFailed(int Generation, int Attempt, string Code, string? Cause, DateTimeOffset RetryAt, DateTimeOffset At) : GrantEvent(At)
{
    /// <summary>Google's own description, without tokens and addresses; null where it gave none.</summary>
    public string? Description { get; init; }
}

/// <summary>Refreshes have failed for a day. Recorded once for a series of failures; the retries go on.</summary>
/// <param name="Attempts">Consecutive failed refreshes.</param>
/// <param name="Code">The problem code of the last failure.</param>
/// <param name="Cause">Google's own error code, or what kept its answer from arriving.</param>
/// <param name="FailingSince">When the first of them failed.</param>
public sealed record RefreshFailurePersisted(int Generation, int Attempts, string Code, string? Cause, DateTimeOffset FailingSince, DateTimeOffset At) : GrantEvent(At);

/// <summary>A refresh worked again after failures.</summary>
public sealed record RefreshRecovered(int Generation, int FailedAttempts, DateTimeOffset FailingSince, DateTimeOffset At) : GrantEvent(At);

/// <summary>An answer came back to credentials newer than those it was asked with, and was thrown away.</summary>
public sealed record RefreshDiscarded(int StartedFromGeneration, int Generation, string Outcome, DateTimeOffset At) : GrantEvent(At);

/// <summary>An API key used the grant, some number of times within one window of time on one node.</summary>
/// <param name="By">Who: <c>key:&lt;api key id&gt;</c>.</param>
/// <param name="Count">Access tokens handed out and mail calls.</param>
/// <param name="WindowStart">The start of the minute.</param>
public sealed record CredentialsUsed(
    string By, int Count, DateTimeOffset WindowStart, DateTimeOffset FirstUsedAt, DateTimeOffset LastUsedAt, DateTimeOffset At)
    : GrantEvent(At);

/// <summary>Google granted more or less than before.</summary>
public sealed record ScopesChanged(ScopeSet Added, ScopeSet Removed, DateTimeOffset At) : GrantEvent(At);

/// <summary>Google no longer honours the refresh token of this generation.</summary>
public sealed record ReauthorizationRequired(int Generation, ReauthorizationReason Reason, string? Cause, DateTimeOffset At) : GrantEvent(At)
{
    /// <summary>Google's own description, without tokens and addresses; null where it gave none.</summary>
    public string? Description { get; init; }
}

/// <summary>Google told of something that happened to the account or its tokens; what follows from it are facts of their own.</summary>
/// <param name="EventId">Equal for an event that comes twice.</param>
/// <param name="Reason">Google's word for why an account was disabled, where it says so.</param>
/// <param name="IssuedAt">When Google said it.</param>
public sealed record SecurityEventReceived(Guid EventId, SecurityEventType Type, string? Reason, DateTimeOffset IssuedAt, DateTimeOffset At) : GrantEvent(At);

/// <summary>Google enabled the account again: the stored refresh token is tried once more, and the next refresh decides.</summary>
public sealed record GrantResumed(DateTimeOffset At) : GrantEvent(At);

/// <summary>The grant's data key was wrapped anew under another sealing key; data key, generation and tokens stayed as they were.</summary>
public sealed record CredentialsResealed(Guid FromKeyId, Guid ToKeyId, DateTimeOffset At) : GrantEvent(At);

/// <summary>The grant was ended here.</summary>
public sealed record GrantRevoked(DateTimeOffset At) : GrantEvent(At);

/// <summary>Google confirmed that it ended the grant too, and the sealed tokens were deleted (RFC 7009).</summary>
public sealed record RevocationConfirmed(DateTimeOffset At) : GrantEvent(At);

/// <summary>
/// Google was not told that the grant ended: for a week it was not to be reached, or the same person consented anew meanwhile, which the
/// call would have ended. The sealed tokens were deleted.
/// </summary>
public sealed record RevocationAbandoned(DateTimeOffset At) : GrantEvent(At);

/// <summary>The person was erased. The data key goes with them, or, where Google has still to be told, with the end of that.</summary>
public sealed record GrantErased(DateTimeOffset At) : GrantEvent(At);

/// <summary>How the person behind a token set was learnt.</summary>
public enum IdentitySource
{
    /// <summary>From the verified <c>id_token</c>.</summary>
    IdToken,

    /// <summary>From the UserInfo endpoint.</summary>
    UserInfo,
}

/// <summary>Where the refresh token of a stored token set comes from.</summary>
public enum RefreshTokenOrigin
{
    /// <summary>It came with this token set.</summary>
    Received,

    /// <summary>None came, so the stored one stays: absent means keep.</summary>
    Kept,
}
