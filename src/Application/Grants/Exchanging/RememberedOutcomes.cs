using GmailPlatform.Application.Grants.Completing;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>Repeats the outcome of a consent to a browser that loads the callback again, and lets the loser of a race wait for the winner.</summary>
internal sealed class RememberedOutcomes(
    IAuthorizationStore authorizations, IGrantStore grants, RepairUrls urls, ConsentRequests consent, CodeExchanges exchanges, UnconfirmedConsumptions unconfirmed, ExchangeLimits limits, TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer than the pause between two attempts of another node to store tokens.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The outcome of an authorization that was used. One that another node has not recorded in time is lost with that node, and its code is spent. A
    /// failure says that the exchange still runs on this node, that the page is to be loaded again, or that the tenant was suspended.
    /// </summary>
    /// <param name="used">The authorization; its browser was checked.</param>
    /// <param name="client">The Google client of its tenant.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async Task<Result<CompletedAuthorization>> RepeatAsync(StoredAuthorization used, GoogleClient client, CancellationToken ct)
    {
        if (used.Authorization.Outcome is null && exchanges.Find(used.Authorization.Id) is { } running)
        {
            var result = await exchanges.WaitAsync(running);
            if (!result.Succeeded(out var grant, out var failure))
            {
                return GrantFailures.IsPending(failure) || failure.Kind is FailureKind.Forbidden ? failure : Failed(used, failure);
            }

            return Completed(used, grant, failure: null);
        }

        // Real time: the exchange that is waited for runs on it.
        var (started, wait) = (TimeProvider.System.GetTimestamp(), WaitFor(used.Authorization));
        while (used.Authorization.Outcome is null)
        {
            if (unconfirmed.Contains(used))
            {
                // The page that is loaded again sends the code.
                return CommonFailures.DatabaseUnavailable;
            }

            if (TimeProvider.System.GetElapsedTime(started) > wait)
            {
                return Failed(used, urls.WithUrl(client, used, GrantFailures.CodeSpent));
            }

            using (WorkDeadline.Suspend())
            {
                await Task.Delay(Poll, TimeProvider.System, ct);
            }

            if (await authorizations.FindAsync(used.Authorization.Id, ct) is not { } now || now.Authorization.StateSha256 != used.Authorization.StateSha256)
            {
                return GrantFailures.UnknownState;
            }

            used = now;
        }

        return await RepeatAsync(used, used.Authorization.Outcome, client, ct);
    }

    private TimeSpan WaitFor(Authorization authorization)
    {
        var left = limits.CallerWaits - (clock.GetUtcNow() - authorization.ConsumedAt.GetValueOrDefault());
        return left > ShortestWait ? left : ShortestWait;
    }

    private async Task<Result<CompletedAuthorization>> RepeatAsync(StoredAuthorization used, AuthorizationOutcome outcome, GoogleClient client, CancellationToken ct)
    {
        if (outcome.Failure is { } failure)
        {
            // As the exchange itself tells it: a suspended tenant's failure has no URL and goes to no return URL.
            return failure.Kind is FailureKind.Forbidden ? failure : Failed(used, urls.WithUrl(client, used, failure));
        }

        if (await grants.HoldAsync(new TenantId(used.Authorization.TenantId), outcome.GrantId!.Value, ct) is not { } held)
        {
            return GrantFailures.UnknownState;
        }

        var missing = held.Grant.MissingScopes;
        var connected = new ConnectedGrant(held.Grant.Id, Created: false, held.Account?.Email, [.. held.Grant.Scopes], [.. missing])
        {
            AuthorizationUrl = missing.Count == 0 ? null : consent.RestUrl(client, used, held),
        };
        return Completed(used, connected, failure: null);
    }

    private static CompletedAuthorization Failed(StoredAuthorization used, Failure failure) => Completed(used, grant: null, failure);

    private static CompletedAuthorization Completed(StoredAuthorization used, ConnectedGrant? grant, Failure? failure) =>
        new(used.Authorization.Id, used.Authorization.ReturnUrl, used.Secrets.ClientState, grant, failure);
}
