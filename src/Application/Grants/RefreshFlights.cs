using System.Collections.Concurrent;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Lets all callers of this node who want the same grant refreshed share one refresh. Nothing of it outlives its flight: what must
/// hold across nodes and restarts is in the database.
/// </summary>
internal sealed class RefreshFlights(CredentialRefresher refresher)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Task<RefreshOutcome>>> _flights = new();

    /// <summary>Waits for a refresh that fulfils the wish. Cancelling takes this caller out, and leaves the flight to the others.</summary>
    public async Task<RefreshOutcome> JoinAsync(Refresh refresh, CancellationToken ct)
    {
        while (true)
        {
            var own = new Lazy<Task<RefreshOutcome>>(() => FlyAsync(refresh));
            var flight = _flights.GetOrAdd(refresh.GrantId, own);
            RefreshOutcome outcome;
            using (WorkDeadline.Suspend())
            {
                // The shared refresh has its own deadline.
                outcome = await flight.Value.WaitAsync(ct);
            }

            if (ReferenceEquals(flight, own) || Fulfils(outcome, refresh))
            {
                return outcome;
            }
        }
    }

    private async Task<RefreshOutcome> FlyAsync(Refresh refresh)
    {
        try
        {
            // Away from the caller who happens to be the first: the flight belongs to all of them.
            using var deadline = WorkDeadline.Start(WorkDeadline.Limit, CancellationToken.None);
            return await WorkDeadline.GuardAsync(Task.Run(() => refresher.RefreshAsync(refresh, deadline.Token)));
        }
        finally
        {
            _flights.TryRemove(refresh.GrantId, out _);
        }
    }

    /// <summary>
    /// A flight may have met a token new enough for its own request only, have refused a generation that only its own caller named, or have given
    /// way to another node where this caller would wait.
    /// </summary>
    private static bool Fulfils(RefreshOutcome outcome, Refresh refresh) => outcome switch
    {
        { Held: null } or { Held.Grant.IsUsable: false } => true,
        { Failure.Kind: FailureKind.InvalidRequest } => refresh.NewerThan > outcome.Held.Grant.Generation,
        { Failure: { } failure } => outcome.AskedGoogle || !refresh.Patient || failure != GrantFailures.Busy,
        _ => refresh.NewerThan is { } newerThan ? outcome.Held.Grant.Generation > newerThan : outcome.AskedGoogle,
    };
}
