namespace GmailPlatform.Domain.Grants;

/// <summary>
/// One Google account connected to one tenant: the aggregate of the token life cycle. Decisions return facts;
/// <see cref="Evolve"/> rebuilds the state from them and decides nothing.
/// </summary>
public sealed record Grant(Guid Id)
{
    /// <summary>How far the clocks of nodes may differ for an end and an exchange to be told apart.</summary>
    public static readonly TimeSpan RevocationMargin = TimeSpan.FromMinutes(1);

    /// <summary>How long refreshes may fail until the application and the operator are told.</summary>
    public static readonly TimeSpan PersistentFailure = TimeSpan.FromDays(1);

    public GrantStatus Status { get; init; }

    /// <summary>Number of facts so far: the version of the stream.</summary>
    public long Version { get; init; }

    /// <summary>The hash of the latest stored fact, which the next one is chained to. The store knows it: null once a fact was decided that is not stored.</summary>
    public string? HistoryHead { get; init; }

    /// <summary>Rises with each new token set. An answer to an older generation is discarded.</summary>
    public int Generation { get; init; }

    /// <summary>What Google granted last.</summary>
    public ScopeSet Scopes { get; init; } = ScopeSet.Empty;

    /// <summary>Asked for at the last consent and not granted (granular consent).</summary>
    public ScopeSet MissingScopes { get; init; } = ScopeSet.Empty;

    public DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When the exchange of the latest consent began, or, where that was not recorded, when it was stored.</summary>
    public DateTimeOffset ConsentedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset AccessTokenExpiresAt { get; init; }

    /// <summary>When a refresh brought the access token; null for a consent's token, which the first refresh may outlast.</summary>
    public DateTimeOffset? AccessTokenIssuedAt { get; init; }

    /// <summary>When the exchange of the latest consent began; null where it was not recorded.</summary>
    public DateTimeOffset? ExchangedAt { get; init; }

    /// <summary>When the exchange that brought the stored refresh token began; null where it was not recorded.</summary>
    public DateTimeOffset? RefreshTokenExchangedAt { get; init; }

    /// <summary>When Google last took the refresh token: six months of disuse end it.</summary>
    public DateTimeOffset RefreshTokenUsedAt { get; init; }

    /// <summary>The end that Google announced for the refresh token, if it did.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>When an application last used the grant; a consent is a use.</summary>
    public DateTimeOffset LastUsedAt { get; init; }

    /// <summary>Refreshes failed in a row; 0 unless <see cref="GrantStatus.RefreshFailing"/>.</summary>
    public int FailedRefreshes { get; init; }

    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The problem code of the last failed refresh; null unless <see cref="GrantStatus.RefreshFailing"/>.</summary>
    public string? FailureCode { get; init; }

    /// <summary>Google's own error code for it, or what kept its answer from arriving.</summary>
    public string? FailureCause { get; init; }

    /// <summary>When it was recorded that refreshes have failed for a day; null while they have not.</summary>
    public DateTimeOffset? FailurePersistedAt { get; init; }

    /// <summary>Until then nobody but a forced refresh bothers Google.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Set only in <see cref="GrantStatus.ReauthorizationRequired"/>.</summary>
    public ReauthorizationReason? Reason { get; init; }

    /// <summary>When the grant was last ended here; kept by a later consent. Null where it never was, or it was not recorded.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Since when the grant is ended here and Google has still to be told; null once it was, or cannot be any more.</summary>
    public DateTimeOffset? RevocationPendingSince { get; init; }

    /// <summary>The latest security events, by id: one that comes twice counts once.</summary>
    public RecentIds RecentSecurityEvents { get; init; } = RecentIds.None;

    /// <summary>When Google last said whether the account is enabled; what it said before counts no more.</summary>
    public DateTimeOffset? AccountStateAt { get; init; }

    /// <summary>Whether Google may have ended tokens that it issued at that moment: it was told of a revocation since, is yet to be told, or has refused the stored ones.</summary>
    public bool MayEndTokensIssuedAt(DateTimeOffset issuedAt) =>
        RevocationPendingSince is not null
        || (Status is GrantStatus.Revoked or GrantStatus.Erased && UpdatedAt >= issuedAt - RevocationMargin)
        || (Status is GrantStatus.ReauthorizationRequired && UpdatedAt > issuedAt);

    /// <summary>Whether the grant was ended here after an exchange began, whose tokens must not continue it.</summary>
    public bool WasRevokedSince(DateTimeOffset exchangedAt) => exchangedAt < RevokedAt;

    /// <summary>Whether usable tokens of a later exchange are stored.</summary>
    public bool HasUsableTokensNewerThan(DateTimeOffset? exchangedAt) => IsUsable && exchangedAt < ExchangedAt;

    /// <summary>Whether the stored refresh token is older than that of an exchange, or of unknown age.</summary>
    public bool HasOlderRefreshTokenThan(DateTimeOffset? exchangedAt) => !(RefreshTokenExchangedAt >= exchangedAt);

    /// <summary>Whether the stored refresh token is still believed good.</summary>
    public bool IsUsable => Status is GrantStatus.Active or GrantStatus.RefreshFailing;

    /// <summary>Connects an account that the tenant has not seen. Without a refresh token there is nothing to keep.</summary>
    public static Result<IReadOnlyList<GrantEvent>> Connect(Guid id, CodeExchanged exchanged, CredentialFacts credentials, DateTimeOffset now) =>
        credentials.RefreshTokenFingerprint is null
            ? GrantFailures.NoRefreshToken
            : Facts([new GrantConnected(id, now), exchanged, Stored(generation: 1, credentials, exchanged.ExchangedAt, now)]);

    /// <summary>
    /// Continues this grant with the tokens of a new consent. A token set without a refresh token keeps the stored one while that is good.
    /// What was granted before is still wanted, unless the grant was ended here: where it is gone, it is missing.
    /// </summary>
    public Result<IReadOnlyList<GrantEvent>> Reconnect(CodeExchanged exchanged, CredentialFacts credentials, DateTimeOffset now)
    {
        if (Status is GrantStatus.Erased)
        {
            return GrantFailures.Erased;
        }

        if (credentials.RefreshTokenFingerprint is null && !IsUsable)
        {
            return GrantFailures.NoRefreshToken;
        }

        var wanted = Status is GrantStatus.Revoked ? exchanged.RequestedScopes : exchanged.RequestedScopes.With(Scopes).WithoutNeedlessMetadata();
        return Facts([new GrantReconnected(Status, now), exchanged with { RequestedScopes = wanted }, Stored(Generation + 1, credentials, exchanged.ExchangedAt, now), .. ScopeChange(credentials.Scopes, now)]);
    }

    /// <summary>
    /// Notes an exchange that is stored after a later one: scopes and access token stay those of the later one, and what only this one asked for or
    /// granted is missing.
    /// </summary>
    /// <param name="exchanged">The exchange.</param>
    /// <param name="credentials">The stored access token with the refresh token of this exchange, where that is newer than the stored one; null changes no token.</param>
    /// <param name="now">The present moment.</param>
    public IReadOnlyList<GrantEvent> AddLateExchange(CodeExchanged exchanged, CredentialFacts? credentials, DateTimeOffset now)
    {
        var wanted = Scopes.With(MissingScopes).With(exchanged.RequestedScopes).With(exchanged.GrantedScopes).WithoutNeedlessMetadata();
        var noted = exchanged with { RequestedScopes = wanted, GrantedScopes = Scopes };
        return credentials is null ? [noted] : [noted, Stored(Generation + 1, credentials, exchanged.ExchangedAt, now)];
    }

    /// <summary>Takes the answer to a refresh that was started from <paramref name="startedFrom"/>; an overtaken one is recorded and discarded.</summary>
    public Result<IReadOnlyList<GrantEvent>> Refresh(int startedFrom, CredentialFacts credentials, int latencyMilliseconds, DateTimeOffset now)
    {
        if (Overtaken(startedFrom))
        {
            return Facts([new RefreshDiscarded(startedFrom, Generation, "refreshed", now)]);
        }

        var refreshed = new AccessTokenRefreshed(
            Generation + 1, credentials.ExpiresAt, credentials.AccessTokenFingerprint, credentials.RefreshTokenFingerprint, latencyMilliseconds, now)
        {
            RefreshTokenExpiresAt = credentials.RefreshTokenExpiresAt,
        };
        GrantEvent[] recovered = FailingSince is { } since ? [new RefreshRecovered(Generation + 1, FailedRefreshes, since, now)] : [];
        return Facts([refreshed, .. recovered, .. ScopeChange(credentials.Scopes, now)]);
    }

    /// <summary>Notes a refresh that failed for a passing cause. Never asks the person for anything.</summary>
    /// <param name="startedFrom">The generation whose refresh token was tried.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="jitter">A random number from 0 to 1 that spreads retries.</param>
    /// <param name="now">The present moment.</param>
    public Result<IReadOnlyList<GrantEvent>> FailRefresh(int startedFrom, Failure failure, double jitter, DateTimeOffset now)
    {
        if (Overtaken(startedFrom))
        {
            return Facts([new RefreshDiscarded(startedFrom, Generation, failure.Code, now)]);
        }

        var attempt = FailedRefreshes + 1;
        var retryAt = now + RefreshBackoff.Delay(attempt, failure.RetryAfter, jitter);
        GrantEvent[] persisted = FailurePersistedAt is null && FailingSince is { } since && now - since >= PersistentFailure
            ? [new RefreshFailurePersisted(Generation, attempt, failure.Code, failure.Reason, since, now)]
            : [];
        return Facts([new RefreshFailed(Generation, attempt, failure.Code, failure.Reason, retryAt, now) { Description = UntrustedText.WithoutAddresses(failure.ProviderDescription) }, .. persisted]);
    }

    /// <summary>Takes Google's verdict on the refresh token of generation <paramref name="startedFrom"/>.</summary>
    public Result<IReadOnlyList<GrantEvent>> RequireReauthorization(int startedFrom, RefusedRefresh refused, DateTimeOffset now) =>
        Overtaken(startedFrom)
            ? Facts([new RefreshDiscarded(startedFrom, Generation, refused.Error, now)])
            : Facts([new ReauthorizationRequired(Generation, refused.ReasonFor(this, now), refused.Error, now) { Description = UntrustedText.WithoutAddresses(refused.Description) }]);

    /// <summary>
    /// Takes Google's own word, which is evidence without a refresh. A word from before Google last took the refresh token is
    /// recorded and has no effect: a newer consent stays.
    /// </summary>
    public Result<IReadOnlyList<GrantEvent>> ReceiveSecurityEvent(SecurityEvent word, DateTimeOffset now) =>
        Status is GrantStatus.Erased || RecentSecurityEvents.Contains(word.Id)
            ? Facts([])
            : Facts([new SecurityEventReceived(word.Id, word.Type, word.Reason, word.IssuedAt, now), .. ConsequencesOf(word, now)]);

    /// <summary>Notes that the data key now rests under another sealing key. Changes nothing else: neither status nor generation.</summary>
    public static IReadOnlyList<GrantEvent> Reseal(Guid fromKeyId, Guid toKeyId, DateTimeOffset now) =>
        fromKeyId == toKeyId ? [] : [new CredentialsResealed(fromKeyId, toKeyId, now)];

    /// <summary>Ends the grant here; ending it twice is no new fact.</summary>
    public Result<IReadOnlyList<GrantEvent>> Revoke(DateTimeOffset now) => Status switch
    {
        GrantStatus.Erased => GrantFailures.Erased,
        GrantStatus.Revoked => Facts([]),
        _ => Facts([new GrantRevoked(now)]),
    };

    /// <summary>Notes that Google ended the grant too.</summary>
    public Result<IReadOnlyList<GrantEvent>> ConfirmRevocation(DateTimeOffset now) =>
        RevocationPendingSince is null ? Facts([]) : Facts([new RevocationConfirmed(now)]);

    /// <summary>Notes that Google will not be told any more.</summary>
    public Result<IReadOnlyList<GrantEvent>> AbandonRevocation(DateTimeOffset now) =>
        RevocationPendingSince is null ? Facts([]) : Facts([new RevocationAbandoned(now)]);

    /// <summary>Erases the person, and ends a grant that was not ended before.</summary>
    public Result<IReadOnlyList<GrantEvent>> Erase(DateTimeOffset now) => Status switch
    {
        GrantStatus.Erased => Facts([]),
        GrantStatus.Revoked => Facts([new GrantErased(now)]),
        _ => Facts([new GrantRevoked(now), new GrantErased(now)]),
    };

    /// <summary>Notes use. Nothing is overtaken by it; of an erased person nothing more is noted.</summary>
    public IReadOnlyList<GrantEvent> RecordUse(IReadOnlyList<CredentialsUsed> uses) => Status is GrantStatus.Erased ? [] : uses;

    /// <summary>The state after one more fact. Pure, total and without decisions: a stored stream always loads.</summary>
    public static Grant? Evolve(Grant? grant, GrantEvent fact) => (grant, fact) switch
    {
        (null, GrantConnected e) => new Grant(e.GrantId) { Version = 1, ConnectedAt = e.At, UpdatedAt = e.At },
        (null, _) => null,
        ({ } g, CredentialsUsed e) => g with { Version = g.Version + 1, HistoryHead = null, LastUsedAt = e.LastUsedAt > g.LastUsedAt ? e.LastUsedAt : g.LastUsedAt },
        ({ } g, _) => g.After(fact) with { Version = g.Version + 1, HistoryHead = null, UpdatedAt = fact.At },
    };

    private Grant After(GrantEvent fact) => fact switch
    {
        CodeExchanged e => this with
        {
            Scopes = e.GrantedScopes,
            MissingScopes = e.RequestedScopes.Without(e.GrantedScopes),
            ConsentedAt = (e.ExchangedAt ?? e.At) is var consentedAt && consentedAt > ConsentedAt ? consentedAt : ConsentedAt,
            ExchangedAt = e.ExchangedAt < ExchangedAt ? ExchangedAt : e.ExchangedAt,
        },
        CredentialsStored e => Healthy() with
        {
            RevocationPendingSince = null,
            Generation = e.Generation,
            LastUsedAt = e.At,
            AccessTokenIssuedAt = null,
            AccessTokenExpiresAt = e.ExpiresAt,
            // The commit may come long after: what Google says in between is of these tokens.
            RefreshTokenUsedAt = e.RefreshToken is RefreshTokenOrigin.Received ? e.RefreshTokenExchangedAt ?? e.At : RefreshTokenUsedAt,
            RefreshTokenExpiresAt = e.RefreshToken is RefreshTokenOrigin.Received ? e.RefreshTokenExpiresAt : RefreshTokenExpiresAt,
            RefreshTokenExchangedAt = e.RefreshToken is RefreshTokenOrigin.Received ? e.RefreshTokenExchangedAt : RefreshTokenExchangedAt,
        },
        AccessTokenRefreshed e => Healthy() with
        {
            Generation = e.Generation,
            AccessTokenIssuedAt = e.At,
            AccessTokenExpiresAt = e.ExpiresAt,
            RefreshTokenUsedAt = e.At,
            RefreshTokenExpiresAt = e.NewRefreshTokenFingerprint is null ? RefreshTokenExpiresAt : e.RefreshTokenExpiresAt,
            RefreshTokenExchangedAt = e.NewRefreshTokenFingerprint is null ? RefreshTokenExchangedAt : e.At,
        },
        RefreshFailed e => this with
        {
            Status = GrantStatus.RefreshFailing,
            FailedRefreshes = e.Attempt,
            FailingSince = FailingSince ?? e.At,
            FailureCode = e.Code,
            FailureCause = e.Cause,
            RetryAt = e.RetryAt,
        },
        RefreshFailurePersisted e => this with { FailurePersistedAt = e.At },
        ScopesChanged e => After(e),
        ReauthorizationRequired e => Healthy() with { Status = GrantStatus.ReauthorizationRequired, Reason = e.Reason },
        GrantRevoked => Healthy() with { Status = GrantStatus.Revoked, RevocationPendingSince = fact.At, RevokedAt = fact.At },
        RevocationConfirmed or RevocationAbandoned => this with { RevocationPendingSince = null },
        SecurityEventReceived e => this with
        {
            RecentSecurityEvents = RecentSecurityEvents.With(e.EventId),
            AccountStateAt = e.Type is SecurityEventType.AccountDisabled or SecurityEventType.AccountEnabled && !(e.IssuedAt < AccountStateAt) ? e.IssuedAt : AccountStateAt,
        },
        // What Google issued before the account was disabled may be worth nothing.
        GrantResumed e => Healthy() with { AccessTokenExpiresAt = e.At < AccessTokenExpiresAt ? e.At : AccessTokenExpiresAt },
        GrantErased => Healthy() with { Status = GrantStatus.Erased },
        _ => this,
    };

    /// <summary>What a refresh no longer covers is missing. After a consent the scopes are the granted ones already, and what is missing is known.</summary>
    private Grant After(ScopesChanged e)
    {
        var (scopes, lost) = (Scopes.With(e.Added).Without(e.Removed), Scopes.Without(Scopes.Without(e.Removed)));
        return this with { Scopes = scopes, MissingScopes = MissingScopes.With(lost).With(scopes).WithoutNeedlessMetadata().Without(scopes) };
    }

    private Grant Healthy() => this with { Status = GrantStatus.Active, Reason = null, FailedRefreshes = 0, FailingSince = null, RetryAt = null, FailureCode = null, FailureCause = null, FailurePersistedAt = null };

    /// <summary>A newer consent, an earlier refresh or the end of the grant came first.</summary>
    private bool Overtaken(int startedFrom) => startedFrom != Generation || !IsUsable;

    private IEnumerable<GrantEvent> ConsequencesOf(SecurityEvent word, DateTimeOffset now) => word.Type switch
    {
        // It names the stored token itself: no other can be meant.
        SecurityEventType.TokenRevoked => Stop(ReauthorizationReason.RevokedByUser, word, now),
        SecurityEventType.TokensRevoked when !IsOutdated(word) => Stop(ReauthorizationReason.RevokedByUser, word, now),
        SecurityEventType.AccountDisabled or SecurityEventType.AccountPurged when !IsOutdated(word) && !(word.IssuedAt < AccountStateAt) =>
            Stop(ReauthorizationReason.AccountDisabled, word, now),
        SecurityEventType.AccountEnabled when Reason is ReauthorizationReason.AccountDisabled && !(word.IssuedAt < AccountStateAt) => [new GrantResumed(now)],
        _ => [],
    };

    private IEnumerable<GrantEvent> Stop(ReauthorizationReason reason, SecurityEvent word, DateTimeOffset now) =>
        IsUsable || SaysLessThan(reason) ? [new ReauthorizationRequired(Generation, reason, word.Name, now)] : [];

    /// <summary>A refresh may meet the refusal before Google's word says what it meant.</summary>
    private bool SaysLessThan(ReauthorizationReason reason) => (Reason, reason) is
        (ReauthorizationReason.Unknown, _)
        or (ReauthorizationReason.ExpiredOrRevoked or ReauthorizationReason.AccountDisabled, ReauthorizationReason.RevokedByUser);

    /// <summary>Google took the refresh token, or gave it out, after it had said so.</summary>
    private bool IsOutdated(SecurityEvent word) => word.IssuedAt < RefreshTokenUsedAt;

    private static CredentialsStored Stored(int generation, CredentialFacts credentials, DateTimeOffset? exchangedAt, DateTimeOffset now) => new(
        generation,
        credentials.ExpiresAt,
        credentials.RefreshTokenFingerprint is null ? RefreshTokenOrigin.Kept : RefreshTokenOrigin.Received,
        credentials.RefreshTokenFingerprint,
        credentials.RefreshTokenExpiresAt,
        credentials.AccessTokenFingerprint,
        now)
    {
        RefreshTokenExchangedAt = credentials.RefreshTokenFingerprint is null ? null : exchangedAt,
    };

    private IEnumerable<GrantEvent> ScopeChange(ScopeSet granted, DateTimeOffset now) =>
        granted.Equals(Scopes) ? [] : [new ScopesChanged(granted.Without(Scopes), Scopes.Without(granted), now)];

    private static Result<IReadOnlyList<GrantEvent>> Facts(IReadOnlyList<GrantEvent> facts) => Result<IReadOnlyList<GrantEvent>>.Success(facts);
}
