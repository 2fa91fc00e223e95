using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>What a sweep did.</summary>
/// <param name="Refreshed">Grants with a new token set.</param>
/// <param name="Failed">Grants whose refresh failed; those that Google no longer honours included.</param>
/// <param name="Skipped">Grants that another node is at, whose Google client is rejected, or whose sealing key is missing.</param>
/// <param name="Complete">False when the sweep stopped early: its time was over, or Google does not answer.</param>
public sealed record SweptGrants(int Refreshed, int Failed, int Skipped, bool Complete);

/// <summary>
/// Refreshes many grants, page by page, with a bounded number under way. Safe to run twice and on two nodes at once: a grant that
/// another node refreshes is left to it.
/// </summary>
internal sealed class GrantSweep(RefreshFlights flights, IGoogleClients clients, ClientBreakers breakers)
{
    private const int PageSize = 1000;

    /// <summary>Each holds a lease, which must not run out while it waits for one of the node's connections.</summary>
    private const int UnderWay = 64;

    /// <summary>So many failures in a row, without a success between, mean that Google is away and not that these grants have a problem.</summary>
    private const int OutageProof = 2 * UnderWay;

    /// <summary>Sweeps recur each minute: one that is not done by then leaves the rest to the next.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(50);

    /// <summary>Sweeps all grants that the pages hold.</summary>
    /// <param name="actor">Whom the history names.</param>
    /// <param name="pageAfter">Reads the page that follows a grant, of at most so many.</param>
    /// <param name="ct">Stops after what is under way.</param>
    public async Task<SweptGrants> RunAsync(
        Actor actor, Func<DueGrant?, int, CancellationToken, Task<IReadOnlyList<DueGrant>>> pageAfter, CancellationToken ct)
    {
        // Real time: a sweep must make room for the next, whatever the platform's clock says.
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var tally = new Tally();
        DueGrant? last = null;
        while (!stop.IsCancellationRequested && !tally.IsOutage)
        {
            var page = await pageAfter(last, PageSize, ct);
            await RefreshAsync(actor, page, tally, stop.Token);
            if (page.Count < PageSize)
            {
                return tally.Sum(complete: !stop.IsCancellationRequested && !tally.IsOutage);
            }

            last = page[^1];
        }

        ct.ThrowIfCancellationRequested();
        return tally.Sum(complete: false);
    }

    private async Task RefreshAsync(Actor actor, IReadOnlyList<DueGrant> grants, Tally tally, CancellationToken stop)
    {
        var open = await OpenTenantsAsync(grants, stop);
        tally.Skip(grants.Count(grant => !open.Contains(grant.Tenant)));
        try
        {
            await Parallel.ForEachAsync(
                grants.Where(grant => open.Contains(grant.Tenant)),
                new ParallelOptions { MaxDegreeOfParallelism = UnderWay, CancellationToken = stop },
                async (grant, _) =>
                {
                    if (!tally.IsOutage)
                    {
                        // Another sweep may have been here since the page was read.
                        await RefreshAsync(
                            new Refresh(grant.Tenant, grant.GrantId, actor, grant.Generation, Patient: false, Routine: true), tally);
                    }
                });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was under way is done; the rest is for the next sweep.
        }
    }

    private async Task RefreshAsync(Refresh refresh, Tally tally)
    {
        try
        {
            tally.Add(await flights.JoinAsync(refresh, CancellationToken.None));
        }
        catch (SealingKeyMissingException)
        {
            // Readiness and the log name the key; the grants under other keys must not wait for it.
            tally.Skip(1);
        }
    }

    /// <summary>The tenants whose Google client is there and not known to be rejected: for the others not even the grants need to be read.</summary>
    private async Task<HashSet<TenantId>> OpenTenantsAsync(IReadOnlyList<DueGrant> grants, CancellationToken ct)
    {
        var open = new HashSet<TenantId>();
        foreach (var tenant in grants.Select(grant => grant.Tenant).Distinct())
        {
            if (await IsOpenAsync(tenant, ct))
            {
                open.Add(tenant);
            }
        }

        return open;
    }

    private async Task<bool> IsOpenAsync(TenantId tenant, CancellationToken ct)
    {
        try
        {
            return await breakers.RefusalAsync(await clients.ForTenantAsync(tenant, ct), ct) is null;
        }
        catch (SealingKeyMissingException)
        {
            return false;
        }
    }

    private sealed class Tally
    {
        private int _refreshed;
        private int _failed;
        private int _skipped;
        private int _unavailableInARow;

        public bool IsOutage => Volatile.Read(ref _unavailableInARow) >= OutageProof;

        public void Skip(int count) => Interlocked.Add(ref _skipped, count);

        public void Add(RefreshOutcome outcome)
        {
            if (!outcome.AskedGoogle)
            {
                Interlocked.Increment(ref _skipped);
            }
            else if (outcome is { Failure: null, Held.Grant.IsUsable: true })
            {
                Interlocked.Increment(ref _refreshed);
                Interlocked.Exchange(ref _unavailableInARow, 0);
            }
            else
            {
                Interlocked.Increment(ref _failed);
                Interlocked.Add(ref _unavailableInARow, outcome.Failure?.Kind is FailureKind.Unavailable ? 1 : 0);
            }
        }

        public SweptGrants Sum(bool complete) => new(_refreshed, _failed, _skipped, complete);
    }
}
