using System.Runtime.CompilerServices;
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

    /// <summary>Not all of them wait for Google: up to half of them wait for the database.</summary>
    private const int UnderWay = 512;

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
        try
        {
            await Parallel.ForEachAsync(
                AllAsync(pageAfter, tally, ct),
                new ParallelOptions { MaxDegreeOfParallelism = UnderWay, CancellationToken = stop.Token },
                async (due, _) =>
                {
                    if (!tally.IsOutage)
                    {
                        await RefreshAsync(actor, due.Grant, due.Client, tally);
                    }
                });
            return tally.Sum(complete: !tally.IsOutage);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // What was under way is done; the rest is for the next sweep.
            return tally.Sum(complete: false);
        }
    }

    /// <summary>Reads a page while what is left of the one before is under way.</summary>
    private async IAsyncEnumerable<(DueGrant Grant, GoogleClient? Client)> AllAsync(
        Func<DueGrant?, int, CancellationToken, Task<IReadOnlyList<DueGrant>>> pageAfter, Tally tally, [EnumeratorCancellation] CancellationToken ct)
    {
        IReadOnlyList<DueGrant> page = [];
        do
        {
            page = await pageAfter(page.Count == 0 ? null : page[^1], PageSize, ct);
            var found = await FindClientsAsync(page, ct);
            foreach (var grant in page)
            {
                yield return (grant, found[grant.Tenant]);
            }
        }
        while (page.Count == PageSize && !tally.IsOutage);
    }

    private async Task RefreshAsync(Actor actor, DueGrant grant, GoogleClient? client, Tally tally)
    {
        // Of a client that is known to be rejected not even the grants need to be read.
        if (client is null || await breakers.RefusalAsync(client, CancellationToken.None) is not null)
        {
            tally.Skip();
            return;
        }

        try
        {
            // Another sweep may have been here since the page was read.
            var refresh = new Refresh(grant.Tenant, grant.GrantId, actor, grant.Generation, Patient: false, Routine: true) { Client = client };
            tally.Add(await flights.JoinAsync(refresh, CancellationToken.None));
        }
        catch (SealingKeyMissingException)
        {
            // Readiness and the log name the key; the grants under other keys must not wait for it.
            tally.Skip();
        }
    }

    /// <summary>The tenants' Google clients; null where the secret cannot be opened.</summary>
    private async Task<Dictionary<TenantId, GoogleClient?>> FindClientsAsync(IReadOnlyList<DueGrant> grants, CancellationToken ct)
    {
        var found = new Dictionary<TenantId, GoogleClient?>();
        foreach (var tenant in grants.Select(grant => grant.Tenant).Distinct())
        {
            found[tenant] = await FindClientAsync(tenant, ct);
        }

        return found;
    }

    private async Task<GoogleClient?> FindClientAsync(TenantId tenant, CancellationToken ct)
    {
        try
        {
            return await clients.ForTenantAsync(tenant, ct);
        }
        catch (SealingKeyMissingException)
        {
            return null;
        }
    }

    private sealed class Tally
    {
        private int _refreshed;
        private int _failed;
        private int _skipped;
        private int _unavailableInARow;

        public bool IsOutage => Volatile.Read(ref _unavailableInARow) >= OutageProof;

        public void Skip() => Interlocked.Increment(ref _skipped);

        public void Add(RefreshOutcome outcome)
        {
            if (!outcome.AskedGoogle)
            {
                Skip();
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
