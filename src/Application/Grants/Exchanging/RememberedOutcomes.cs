using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>Repeats the outcome of a consent to a browser that loads the callback again, and lets the loser of a race wait for the winner.</summary>
internal sealed class RememberedOutcomes(
    IAuthorizationStore authorizations, IGrantStore grants, IGoogleClients clients, ConsentRequests consent, ExchangeLimits limits)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>The outcome of an authorization that was used. One that does not end in time is lost with its node: its code is spent.</summary>
    /// <param name="used">The authorization; its browser was checked.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async Task<Result<CompletedAuthorization>> RepeatAsync(StoredAuthorization used, CancellationToken ct)
    {
        // Real time: the exchange that is waited for runs on it, here or on another node.
        var started = TimeProvider.System.GetTimestamp();
        while (used.Authorization.Outcome is null)
        {
            if (TimeProvider.System.GetElapsedTime(started) > limits.CallerWaits)
            {
                return await FailAsync(used, GrantFailures.CodeSpent, ct);
            }

            using (WorkDeadline.Suspend())
            {
                await Task.Delay(Poll, TimeProvider.System, ct);
            }

            if (await authorizations.FindByStateAsync(used.Secrets.State, ct) is not { } now)
            {
                return GrantFailures.UnknownState;
            }

            used = now;
        }

        return await RepeatAsync(used, used.Authorization.Outcome, ct);
    }

    private async Task<Result<CompletedAuthorization>> RepeatAsync(StoredAuthorization used, AuthorizationOutcome outcome, CancellationToken ct)
    {
        var (id, returnUrl, state) = (used.Authorization.Id, used.Authorization.ReturnUrl, used.Secrets.ClientState);
        if (outcome.Failure is { } failure)
        {
            return await FailAsync(used, failure, ct);
        }

        var tenant = new TenantId(used.Authorization.TenantId);
        if (await grants.HoldAsync(tenant, outcome.GrantId!.Value, ct) is not { } held)
        {
            return GrantFailures.UnknownState;
        }

        var missing = held.Grant.MissingScopes;
        var connected = new ConnectedGrant(held.Grant.Id, Created: false, held.Account?.Email, [.. held.Grant.Scopes], [.. missing])
        {
            AuthorizationUrl = missing.Count == 0 ? null : consent.RestUrl(await clients.ForTenantAsync(tenant, ct), used, held),
        };
        return new CompletedAuthorization(id, returnUrl, state, connected, Failure: null);
    }

    private async Task<CompletedAuthorization> FailAsync(StoredAuthorization used, Failure failure, CancellationToken ct)
    {
        var url = await consent.RepairUrlAsync(used, loginHint: null, NeedsShownConsent(failure), ct);
        return new CompletedAuthorization(
            used.Authorization.Id, used.Authorization.ReturnUrl, used.Secrets.ClientState, Grant: null, failure with { AuthorizationUrl = url });
    }

    private static bool NeedsShownConsent(Failure failure) => failure.Code != GrantFailures.AccessDenied.Code && failure.Code != GrantFailures.AccountMismatch.Code;
}
