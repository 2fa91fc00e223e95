namespace GmailPlatform.Application.Grants.Completing;

/// <summary>
/// Uses up the state of an authorization. A commit whose answer is lost would leave a state that is used and a code that nobody exchanges: it is
/// looked for on another connection, and made again where it is missing. A browser that goes away meanwhile does not cancel it.
/// </summary>
internal sealed class StateUses(IAuthorizationStore authorizations, UncertainUses uncertain, IOutages outages)
{
    /// <summary>In real time, as the database is. Shorter than the deadline of a request.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether this request has used the state up; false when another one was faster.</summary>
    /// <param name="used">The authorization as it is to be stored.</param>
    public async Task<bool> TryUseAsync(StoredAuthorization used)
    {
        used = used with { Authorization = used.Authorization with { UsedBy = Guid.NewGuid() } };
        using var limit = new CancellationTokenSource(Limit);
        for (var isFirst = true; ; isFirst = false)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            attempt.CancelAfter(AttemptLimit);
            try
            {
                return await authorizations.TrySaveAsync(used, attempt.Token) || (!isFirst && await IsUsedByThisAsync(used, attempt.Token));
            }
            catch (Exception e) when (!limit.IsCancellationRequested && (attempt.IsCancellationRequested || outages.Describe(e) is not null))
            {
                // Whether it was stored shows at the next attempt, which finds the revision taken.
                await Task.Delay(Pause, TimeProvider.System);
            }
            catch (Exception) when (limit.IsCancellationRequested)
            {
                uncertain.Add(used);
                throw new WorkDeadlineException();
            }
        }
    }

    /// <summary>Whether an earlier request used the state up, and could not know it: this one goes on with the code.</summary>
    public bool TryContinue(StoredAuthorization stored) => uncertain.TryTake(stored);

    private async Task<bool> IsUsedByThisAsync(StoredAuthorization used, CancellationToken ct) =>
        await authorizations.FindAsync(used.Authorization.Id, ct) is { } stored && stored.Authorization.UsedBy == used.Authorization.UsedBy;
}
