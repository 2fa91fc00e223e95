using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants.Completing;

/// <summary>
/// Consumes the state of an authorization. A commit whose answer is lost would leave a state that is consumed and a code that no request exchanges:
/// it is looked for on another connection, and made again where it is missing. A browser that goes away meanwhile does not cancel it.
/// </summary>
internal sealed class StateConsumption(IAuthorizationStore authorizations, UnconfirmedConsumptions unconfirmed, ExchangeLimits limits, IOutages outages)
{
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The authorization as it is stored now, where this request is to exchange the code: it consumed the state, or an earlier one did and could not
    /// know it. Null when another request was faster. Throws <see cref="WorkDeadlineException"/> during an outage.
    /// </summary>
    /// <param name="consumed">The authorization as it is to be stored.</param>
    public async Task<StoredAuthorization?> TryConsumeAsync(StoredAuthorization consumed)
    {
        consumed = consumed with { Authorization = consumed.Authorization with { ConsumedBy = Guid.NewGuid() } };
        using var limit = new CancellationTokenSource(limits.ConsumptionWindow);
        while (true)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            attempt.CancelAfter(AttemptLimit);
            try
            {
                return await authorizations.TrySaveAsync(consumed, attempt.Token)
                    ? consumed with { Revision = consumed.Revision + 1 }
                    : await FindCommittedAsync(consumed, attempt.Token);
            }
            catch (Exception e) when (IsOutage(e) && !limit.IsCancellationRequested)
            {
                // Whether it was committed shows at the next attempt, which finds the revision taken.
                await Task.Delay(Pause, TimeProvider.System);
            }
            catch (Exception e)
            {
                unconfirmed.Add(consumed);
                if (IsOutage(e))
                {
                    throw new WorkDeadlineException(e);
                }

                throw;
            }
        }
    }

    /// <summary>Whether an earlier request may have consumed the state without knowing it: then <see cref="TryResume"/> decides who exchanges the code.</summary>
    public bool IsUnconfirmed(StoredAuthorization stored) => unconfirmed.Contains(stored);

    /// <summary>Whether this request is to exchange the code of an earlier one that could not know that it had consumed the state. True once.</summary>
    public bool TryResume(StoredAuthorization stored) => unconfirmed.TryTake(stored);

    /// <summary>A commit of this request, or one of an earlier request, made after the authorization was read.</summary>
    private async Task<StoredAuthorization?> FindCommittedAsync(StoredAuthorization consumed, CancellationToken ct) =>
        await authorizations.FindAsync(consumed.Authorization.Id, ct) is { } stored && IsSameFlow(stored.Authorization, consumed.Authorization)
        && (stored.Authorization.ConsumedBy == consumed.Authorization.ConsumedBy || (consumed.Authorization is { CodeReceived: true, Outcome: null } && unconfirmed.TryTake(stored)))
            ? stored with { Authorization = stored.Authorization with { HostedDomain = consumed.Authorization.HostedDomain } }
            : null;

    /// <summary>An authorization that was reopened or bound to another browser meanwhile is not this request's.</summary>
    private static bool IsSameFlow(Authorization stored, Authorization consumed) =>
        stored.StateSha256 == consumed.StateSha256 && stored.BrowserBindingSha256 == consumed.BrowserBindingSha256;

    /// <summary>A cancellation may be in the midst of what it led to: a transaction that it broke fails anew when it is rolled back.</summary>
    private bool IsOutage(Exception e) => IsCancellation(e) || outages.Describe(e) is not null;

    private static bool IsCancellation(Exception? e) => e is not null && (e is OperationCanceledException || IsCancellation(e.InnerException));
}
