using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Refreshing;

/// <summary>What a trial of a refresh token showed.</summary>
internal enum TokenTrial
{
    /// <summary>No revocation can have ended the token.</summary>
    NotNeeded,

    /// <summary>Google took it.</summary>
    Accepted,

    /// <summary>Google refused it, or the grant was ended here after its exchange began.</summary>
    Ended,

    /// <summary>Google did not answer.</summary>
    Undecided,
}

/// <summary>
/// Finds new tokens that a revocation or an erasure ended before they were stored. One at the same tenant ends them here. Google's revocation ends
/// all that a person gave to a project, so those of other tenants count as well: there the new refresh token is tried.
/// </summary>
internal sealed class OverlappingRevocations(IGrantStore grants, IGoogleClients clients, ITokenEndpoint google)
{
    /// <summary>Tries the new refresh token, if a revocation overlapped with its exchange. An end at the tenant itself needs no trial.</summary>
    /// <param name="command">The tokens and their exchange.</param>
    /// <param name="account">The grants of the account.</param>
    /// <param name="ct">Cancels the trial.</param>
    public async Task<TokenTrial> TryAsync(StoreCredentials command, AccountGrants account, CancellationToken ct)
    {
        if (command.ExchangedAt is not { } exchangedAt)
        {
            return TokenTrial.NotNeeded;
        }

        // Of the moment when the grant was read: a later erasure makes the commit fail.
        var (own, _, erasures) = account;
        if (own?.Grant.WasRevokedSince(exchangedAt) == true
            || erasures.Any(erasure => erasure.Tenant == command.Caller.Tenant && exchangedAt < erasure.ErasedAt))
        {
            return TokenTrial.Ended;
        }

        if (command.Tokens.RefreshToken is not { } refreshToken
            || !(own?.Grant.MayEndTokensIssuedAt(exchangedAt) == true || await OverlapsAsync(command.Caller.Tenant, account, exchangedAt, ct)))
        {
            return TokenTrial.NotNeeded;
        }

        var client = await clients.ForTenantAsync(command.Caller.Tenant, ct);
        return await google.RefreshAsync(client, refreshToken, ct) switch
        {
            RefreshAnswer.Refreshed => TokenTrial.Accepted,
            RefreshAnswer.Refused => TokenTrial.Ended,
            _ => TokenTrial.Undecided,
        };
    }

    private async Task<bool> OverlapsAsync(TenantId tenant, AccountGrants account, DateTimeOffset exchangedAt, CancellationToken ct)
    {
        var others = account.Erasures.Where(erasure => erasure.ErasedAt >= exchangedAt - Grant.RevocationMargin).Select(erasure => erasure.Tenant).ToList();
        foreach (var (otherTenant, grantId) in account.Elsewhere)
        {
            if (await grants.FindAsync(otherTenant, grantId, ct) is { } other && other.Grant.MayEndTokensIssuedAt(exchangedAt))
            {
                others.Add(otherTenant);
            }
        }

        var client = others.Count == 0 ? null : await clients.ForTenantAsync(tenant, ct);
        foreach (var other in others)
        {
            if (client!.SharesProjectWith(await clients.ForTenantAsync(other, ct)))
            {
                return true;
            }
        }

        return false;
    }
}
