namespace GmailPlatform.Domain.Grants;

/// <summary>
/// Keeps refreshes away from Google while it rejects the OAuth client that they are made with: a wrong secret says nothing of any
/// grant, and a storm of refused calls helps nobody.
/// </summary>
/// <param name="Id">Client and secret: a corrected secret starts with a breaker of its own.</param>
/// <param name="ClientId">The OAuth client's public id, for operators.</param>
public sealed record ClientBreaker(string Id, string ClientId)
{
    /// <summary>How often one call is let through while the breaker is open, to see whether the client works again.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// <c>unauthorized_client</c> can also mean that one refresh token was issued to another client, so it opens the breaker only
    /// once it met this many grants in a row.
    /// </summary>
    private const int GrantsThatProve = 3;

    /// <summary>Google's own error code (RFC 6749 section 5.2).</summary>
    public string? Error { get; init; }

    /// <summary>The grants whose refresh was rejected in a row, the latest last; no more than it takes to open.</summary>
    public IReadOnlyList<RejectedGrant> Rejected { get; init; } = [];

    /// <summary>Null while the breaker is closed.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When the next call is let through.</summary>
    public DateTimeOffset? ProbeAt { get; init; }

    public bool IsOpen => OpenedAt is not null;

    /// <summary>Whether a call may be made: always while closed, and once an interval while open.</summary>
    public bool Admits(DateTimeOffset now) => OpenedAt is null || now >= ProbeAt;

    /// <summary>Hands out the one call of this interval.</summary>
    public ClientBreaker Probe(DateTimeOffset now) => this with { ProbeAt = now + ProbeInterval };

    /// <summary>Notes that Google rejected the client when this grant was refreshed.</summary>
    public ClientBreaker Reject(RejectedGrant grant, string? error, DateTimeOffset now)
    {
        IReadOnlyList<RejectedGrant> rejected = [.. Rejected.Where(other => other.GrantId != grant.GrantId).TakeLast(GrantsThatProve - 1), grant];
        var proven = IsOpen || error is not "unauthorized_client" || rejected.Count >= GrantsThatProve;
        return this with
        {
            Error = error,
            Rejected = rejected,
            OpenedAt = proven ? OpenedAt ?? now : null,
            ProbeAt = proven ? now + ProbeInterval : null,
        };
    }
}

/// <summary>A grant whose refresh met a rejected client: what a probe can be made with.</summary>
public sealed record RejectedGrant(Guid TenantId, Guid GrantId);
