namespace GmailPlatform.Domain.Grants;

/// <summary>
/// One pending consent (RFC 6749 section 4.1.1). Its state is used once and lives ten minutes.
/// </summary>
/// <param name="StateSha256">Finds the authorization on the callback without keeping the state in the clear.</param>
/// <param name="Scopes">What the application wants; what of it is not granted is missing.</param>
/// <param name="GrantId">The grant that this renews; only its account may answer.</param>
public sealed record Authorization(
    Guid Id, Guid TenantId, string StateSha256, ScopeSet Scopes, string? LoginHint, string? ReturnUrl, Guid? GrantId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>How long a state can be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Ask for consent even where Google would not: the only way to get a refresh token again.</summary>
    public bool ForceConsent { get; init; }

    /// <summary>What Google is asked for, where that is not <see cref="Scopes"/>: the rest was granted before, or goes with it.</summary>
    public ScopeSet? AskedScopes { get; init; }

    /// <summary>Asks for a token of its own, which what was granted before does not come with (no <c>include_granted_scopes</c>).</summary>
    public bool Standalone { get; init; }

    /// <summary>Only an account of this organization may answer; <c>*</c> is any organization, null is anybody.</summary>
    public string? HostedDomain { get; init; }

    public DateTimeOffset? ConsumedAt { get; init; }

    /// <summary>The request that consumed the state: by this it recognizes its own commit, whose answer was lost.</summary>
    public Guid? ConsumedBy { get; init; }

    /// <summary>Whether a code came back: then the state has done its work. A refusal, such as a denial, can be followed by a code.</summary>
    public bool CodeReceived { get; init; }

    /// <summary>SHA-256 of the cookie of the browser that continued from the connect page; null when no connect page was used.</summary>
    public string? BrowserBindingSha256 { get; init; }

    /// <summary>Null until the person has returned and the code has been exchanged.</summary>
    public AuthorizationOutcome? Outcome { get; init; }

    public AuthorizationStatus StatusAt(DateTimeOffset now) => this switch
    {
        { Outcome.GrantId: not null } => AuthorizationStatus.Connected,
        { Outcome: not null } => AuthorizationStatus.Failed,
        { ConsumedAt: not null } => AuthorizationStatus.Exchanging,
        _ => now < ExpiresAt ? AuthorizationStatus.Pending : AuthorizationStatus.Expired,
    };

    public bool IsPending(DateTimeOffset now) => ConsumedAt is null && now < ExpiresAt;

    /// <summary>Uses up the state. Only the browser that was bound may do so.</summary>
    /// <param name="browserBindings">The binding cookies of the browser.</param>
    /// <param name="bringsCode">Whether Google sent a code.</param>
    /// <param name="now">The present moment.</param>
    public Result<Authorization> Consume(IReadOnlyList<Secret> browserBindings, bool bringsCode, DateTimeOffset now)
    {
        if (!MayBeFinishedBy(browserBindings))
        {
            return GrantFailures.WrongBrowser;
        }

        // A person who denied, went back and then agreed has one state for both.
        return IsPending(now) || (bringsCode && IsRefused && now < ExpiresAt)
            ? this with { ConsumedAt = now, CodeReceived = bringsCode, Outcome = null }
            : GrantFailures.CodeExchangeFailed with { Reason = ConsumedAt is null ? "stateExpired" : "stateUsed" };
    }

    /// <summary>Gives the authorization a new state and ten more minutes, in the same place.</summary>
    public Authorization Reopen(Secret state, DateTimeOffset now) => this with
    {
        StateSha256 = state.Sha256(),
        ExpiresAt = now + Lifetime,
        ConsumedAt = null,
        ConsumedBy = null,
        CodeReceived = false,
        Outcome = null,
        AskedScopes = GrantId is null ? null : AskedScopes,
    };

    /// <summary>
    /// Asks the same again, as an authorization of its own that has no state yet. Stays bound to the browser. Unless it renews a grant,
    /// whose account alone may answer, it asks for all: another account may have granted nothing yet.
    /// </summary>
    /// <param name="id">Its id.</param>
    /// <param name="loginHint">The person, where they have become known.</param>
    /// <param name="forceConsent">Whether only a consent that is shown can help.</param>
    /// <param name="now">The present moment.</param>
    public Authorization AskAgain(Guid id, string? loginHint, bool forceConsent, DateTimeOffset now) => this with
    {
        Id = id,
        StateSha256 = "",
        LoginHint = loginHint ?? LoginHint,
        ForceConsent = forceConsent || ForceConsent,
        AskedScopes = GrantId is null ? null : AskedScopes,
        CreatedAt = now,
        ExpiresAt = now + Lifetime,
        ConsumedAt = null,
        ConsumedBy = null,
        CodeReceived = false,
        Outcome = null,
    };

    public bool IsBoundTo(Secret cookie) => cookie.Sha256() == BrowserBindingSha256;

    /// <summary>Whether a browser with these binding cookies may finish: any may where none was bound.</summary>
    public bool MayBeFinishedBy(IReadOnlyList<Secret> browserBindings) => BrowserBindingSha256 is null || browserBindings.Any(IsBoundTo);

    private bool IsRefused => ConsumedAt is not null && !CodeReceived && Outcome is { GrantId: null };

    /// <summary>Binds the flow to one browser (RFC 9700 section 4.7).</summary>
    public Authorization BindBrowser(Secret cookie) => this with { BrowserBindingSha256 = cookie.Sha256() };
}

/// <summary>The secret half of an authorization: rests sealed.</summary>
/// <param name="State">256 random bits that come back from Google.</param>
/// <param name="CodeVerifier">PKCE verifier (RFC 7636); Google sees its S256 challenge first.</param>
/// <param name="Nonce">Comes back in the <c>id_token</c>.</param>
/// <param name="ClientState">The application's own state, handed back to it unread.</param>
public sealed record AuthorizationSecrets(Secret State, Secret CodeVerifier, Secret Nonce, Secret? ClientState)
{
    public static AuthorizationSecrets Generate(Secret? clientState) => new(Secret.Random(), Secret.Random(), Secret.Random(), clientState);
}
