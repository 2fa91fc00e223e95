using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>The right of one refresh, on one node, to ask Google for a grant's next token set.</summary>
/// <param name="tenant">The grant's tenant.</param>
/// <param name="grantId">The grant.</param>
/// <param name="waitedFor">The generation that the holder before started from, where this one had to wait for it.</param>
/// <param name="margin">How long before the call to Google the lease may be taken, so that it lasts until the call has ended.</param>
public sealed class RefreshLease(TenantId tenant, Guid grantId, int? waitedFor, TimeSpan margin)
{
    // Real time, as the database's; from before the lease was taken.
    private readonly long _wantedAt = TimeProvider.System.GetTimestamp();

    public TenantId Tenant => tenant;

    public Guid GrantId => grantId;

    public int? WaitedFor => waitedFor;

    /// <summary>Tells this lease from a successor's.</summary>
    public Guid Owner { get; } = Guid.NewGuid();

    /// <summary>Whether a call to Google that begins now ends before the lease does.</summary>
    public bool CoversACall => TimeProvider.System.GetElapsedTime(_wantedAt) < margin;

    /// <summary>Set by whoever deleted its row.</summary>
    public bool Ended { get; private set; }

    public void End() => Ended = true;
}

/// <summary>
/// Agreement between all nodes on who refreshes a grant. A lease is a row that is taken and released by short statements; no
/// transaction is open while Google is asked. The holder writes its result in the transaction that ends the lease
/// (<see cref="GrantChange.Lease"/>). A holder that dies loses it after a call to Google can have lasted, by the database's clock. A lease
/// saves calls; what keeps a late answer from being written is the generation.
/// </summary>
public interface IRefreshLeases
{
    /// <summary>Takes the lease, if it is free; null when another has it or the tenant has no such grant.</summary>
    Task<RefreshLease?> TryTakeAsync(TenantId tenant, Guid grantId, CancellationToken ct);

    /// <summary>Waits for the lease as long as one holder after another may need; null when it did not come free, or there is no such grant.</summary>
    Task<RefreshLease?> TakeAsync(TenantId tenant, Guid grantId, CancellationToken ct);

    /// <summary>Gives the lease back, if it has not ended with a commit; a successor's is left alone.</summary>
    Task ReleaseAsync(RefreshLease lease, CancellationToken ct);

    /// <summary>Deletes what dead holders left behind; answers how many.</summary>
    Task<int> PurgeAsync(CancellationToken ct);
}
