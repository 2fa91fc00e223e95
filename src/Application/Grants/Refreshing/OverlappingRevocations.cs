using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants.Refreshing;

/// <summary>What a trial of a refresh token showed.</summary>
internal enum TokenTrial
{
    /// <summary>No revocation can have ended the token.</summary>
    NotNeeded,

    /// <summary>Google took it.</summary>
    Honoured,

    /// <summary>Google refused it, or the grant was ended here after its exchange began.</summary>
    Ended,

    /// <summary>Google did not answer.</summary>
    Undecided,
}

/// <summary>
/// Finds new tokens that a revocation or an erasure ended before they were stored. One at the same tenant ends them here. Google's revocation ends
/// all that a person gave to a project, so those of other tenants count as well: there the new refresh token is tried.
/// </summary>
internal sealed class OverlappingRevocations(IGrantStore grants, IErasures erasures, IGoogleClients clients, ITokenEndpoint google)
{
    /// <summary>Tries the new refresh token, if a revocation overlapped with its exchange. An end at the tenant itself needs no trial.</summary>
    /// <param name="command">The tokens and their exchange.</param>
    /// <param name="held">The tenant's own grant of the account.</param>
    /// <param name="ct">Cancels the trial.</param>
    public async Task<TokenTrial> TryAsync(StoreCredentials command, HeldGrant? held, CancellationToken ct)
    {
        if (command.ExchangedAt is not { } exchangedAt)
        {
            return TokenTrial.NotNeeded;
        }

        // After the grant was read: an erasure that the grant does not show yet makes the commit fail.
        var erased = await erasures.ListAsync(command.Identity.Account.Subject, exchangedAt - Grant.RevocationMargin, ct);
        if (held?.Grant.WasRevokedSince(exchangedAt) == true
            || erased.Any(erasure => erasure.Tenant == command.Caller.Tenant && exchangedAt < erasure.ErasedAt))
        {
            return TokenTrial.Ended;
        }

        if (command.Tokens.RefreshToken is not { } refreshToken || !await OverlapsAsync(command, held, exchangedAt, erased, ct))
        {
            return TokenTrial.NotNeeded;
        }

        var client = await clients.ForTenantAsync(command.Caller.Tenant, ct);
        return await google.RefreshAsync(client, refreshToken, ct) switch
        {
            RefreshAnswer.Refreshed => TokenTrial.Honoured,
            RefreshAnswer.Refused => TokenTrial.Ended,
            _ => TokenTrial.Undecided,
        };
    }

    private async Task<bool> OverlapsAsync(
        StoreCredentials command, HeldGrant? held, DateTimeOffset exchangedAt, IReadOnlyList<Erasure> erased, CancellationToken ct)
    {
        if (held?.Grant.MayEndTokensIssuedAt(exchangedAt) == true)
        {
            return true;
        }

        var own = erased.Count == 0 ? null : await clients.ForTenantAsync(command.Caller.Tenant, ct);
        foreach (var erasure in erased)
        {
            if (own!.SharesProjectWith(await clients.ForTenantAsync(erasure.Tenant, ct)))
            {
                return true;
            }
        }

        foreach (var (tenant, grantId) in await grants.ListByAccountAsync(command.Identity.Account.Subject, ct))
        {
            if (grantId == held?.Grant.Id
                || await grants.FindAsync(tenant, grantId, ct) is not { } other
                || !other.Grant.MayEndTokensIssuedAt(exchangedAt))
            {
                continue;
            }

            own ??= await clients.ForTenantAsync(command.Caller.Tenant, ct);
            if (own.SharesProjectWith(await clients.ForTenantAsync(tenant, ct)))
            {
                return true;
            }
        }

        return false;
    }
}
