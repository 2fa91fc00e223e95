using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>A grant as a list shows it.</summary>
/// <param name="Account">Null once the person was erased.</param>
public sealed record GrantView(Grant Grant, GoogleAccount? Account);

/// <summary>A grant with its tokens unsealed, for the one request that needs them.</summary>
/// <param name="ReturnUrl">Where the last consent led to; the next one leads there too.</param>
/// <param name="Key">Null once the person was erased.</param>
/// <param name="Tokens">Null once the tokens were deleted.</param>
public sealed record HeldGrant(Grant Grant, GoogleAccount? Account, string? ReturnUrl, GrantKey? Key, HeldTokens? Tokens)
{
    /// <summary>Whose grant it is, also of an erased person for as long as Google has still to be told; null afterwards.</summary>
    public string? Subject { get; init; }
}

/// <summary>The grants of one Google account, and their recent erasures, at one moment.</summary>
/// <param name="Own">The grant of the tenant that asks; null where there is none.</param>
/// <param name="Elsewhere">Those of other tenants. Never shown to a tenant.</param>
/// <param name="Erasures">The latest at each tenant, for as long as tokens of an exchange that began before may still wait for their commit.</param>
public sealed record AccountGrants(HeldGrant? Own, IReadOnlyList<(TenantId Tenant, Guid GrantId)> Elsewhere, IReadOnlyList<Erasure> Erasures);

/// <summary>The tokens of a grant's present generation.</summary>
/// <param name="AccessToken">Null once the person was erased, while Google has still to be told.</param>
public sealed record HeldTokens(Secret RefreshToken, Secret? AccessToken);

/// <summary>What one commit writes: facts, and what rests beside them.</summary>
public sealed record GrantChange(TenantId Tenant, Actor Actor, Grant? Before, IReadOnlyList<GrantEvent> Events)
{
    /// <summary>The state that the facts lead to.</summary>
    public Grant After { get; } = Events.Aggregate(Before, Grant.Evolve) ?? throw new ArgumentException("A first fact connects a grant.", nameof(Events));

    /// <summary>Tokens to seal under <see cref="Key"/>; null leaves them as they are.</summary>
    public HeldTokens? Tokens { get; init; }

    public GrantKey? Key { get; init; }

    /// <summary>The person as Google describes them now; null leaves it as it is.</summary>
    public GoogleAccount? Account { get; init; }

    public string? ReturnUrl { get; init; }

    /// <summary>The authorization that the consent answered, with its outcome, at the revision that was read: a later revision fails the commit.</summary>
    public StoredAuthorization? Answered { get; init; }

    /// <summary>Deletes the sealed tokens, and with those of an erased person the data key.</summary>
    public bool DeleteTokens { get; init; }

    /// <summary>Nobody minds who still gets the older token on other nodes, while it lasts.</summary>
    public bool Routine { get; init; }

    /// <summary>A lease that this commit ends.</summary>
    public RefreshLease? Lease { get; init; }

    /// <summary>
    /// Deletes the account, the authorizations and the access token, and destroys the data key. While Google has still to be told, the
    /// key, the refresh token and the <c>sub</c> sealed under it stay until <see cref="DeleteTokens"/>.
    /// </summary>
    public bool ErasePerson { get; init; }
}

/// <summary>A date of a grant by which background work finds it.</summary>
public enum GrantDate
{
    /// <summary>When the access token runs out.</summary>
    AccessTokenExpiresAt,

    /// <summary>When Google last took the refresh token.</summary>
    RefreshTokenUsedAt,
}

/// <summary>A grant that background work has to look at.</summary>
/// <param name="Date">What it is listed by.</param>
/// <param name="Generation">The generation that was due: whoever comes later finds a newer one.</param>
public sealed record DueGrant(TenantId Tenant, Guid GrantId, DateTimeOffset Date, int Generation);

/// <summary>
/// Keeps grants: events, snapshot, account and sealed credentials. Everything is bounded by the tenant, but for what says
/// otherwise; another tenant's grant is not there. Reading costs the same after ten events and after ten thousand. What a commit ends
/// or alters of what nodes hold in memory, every node hears of; routine refreshes stay quiet, since the older token stays good.
/// </summary>
public interface IGrantStore
{
    Task<GrantView?> FindAsync(TenantId tenant, Guid grantId, CancellationToken ct);

    /// <summary>The access token of a grant that is usable, expired or not, in one round trip and with one unsealing; else null.</summary>
    Task<AccessToken?> FindAccessTokenAsync(TenantId tenant, Guid grantId, CancellationToken ct);

    Task<HeldGrant?> HoldAsync(TenantId tenant, Guid grantId, CancellationToken ct);

    /// <summary>The grants of a Google account by its <c>sub</c>, in one round trip.</summary>
    Task<AccountGrants> HoldByAccountAsync(TenantId tenant, string subject, CancellationToken ct);

    /// <summary>Writes all of the change in one transaction, or nothing: false when the grant moved on since it was read, or the account is taken.</summary>
    Task<bool> TryCommitAsync(GrantChange change, CancellationToken ct);

    Task<Page<GrantView>> ListAsync(TenantId tenant, GrantStatus? status, string? email, PageRequest page, CancellationToken ct);

    /// <summary>Failing grants of all tenants whose retry is overdue, the longest overdue first.</summary>
    Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListOverdueRetriesAsync(DateTimeOffset overdueSince, int limit, CancellationToken ct);

    /// <summary>Active grants of all tenants whose date lies in a span, the earliest first.</summary>
    /// <param name="date">Which date.</param>
    /// <param name="from">The first moment of the span.</param>
    /// <param name="until">The first moment after it.</param>
    /// <param name="usedSince">Only grants that an application used since then.</param>
    /// <param name="after">The last grant of the page before.</param>
    /// <param name="limit">The longest page.</param>
    /// <param name="ct">Cancels the query.</param>
    Task<IReadOnlyList<DueGrant>> ListDueAsync(
        GrantDate date, DateTimeOffset from, DateTimeOffset until, DateTimeOffset usedSince, DueGrant? after, int limit, CancellationToken ct);

    /// <summary>The tenant of a grant, for whoever acts for the server and for no tenant.</summary>
    Task<TenantId?> FindTenantAsync(Guid grantId, CancellationToken ct);

    /// <summary>The grants of one Google account in all tenants. Never shown to a tenant.</summary>
    Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListByAccountAsync(string subject, CancellationToken ct);

    /// <summary>The grants of all tenants whose stored refresh token is the one that Google names. Opens no credential.</summary>
    /// <param name="lookup">See <see cref="ReceivedSecurityEvent"/>.</param>
    /// <param name="ct">Cancels the query.</param>
    Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListByRefreshTokenAsync(string lookup, CancellationToken ct);

    /// <summary>Ended grants of all tenants of which Google has still to be told, the longest ended first.</summary>
    Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListPendingRevocationsAsync(DateTimeOffset endedBefore, int limit, CancellationToken ct);
}
