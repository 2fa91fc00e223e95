using GmailPlatform.Application.Tenancy;

namespace GmailPlatform.Application.Grants.Refreshing;

/// <summary>What a trial of a refresh token showed.</summary>
internal enum TokenTrial
{
    /// <summary>No revocation can have ended the token.</summary>
    NotNeeded,

    /// <summary>Google took it.</summary>
    Honoured,

    /// <summary>Google refused it.</summary>
    Ended,

    /// <summary>Google did not answer.</summary>
    Undecided,
}

/// <summary>
/// Tries new refresh tokens that a revocation may have ended before they were stored. Google's revocation ends all that a person gave to a
/// project, so those of other tenants count.
/// </summary>
internal sealed class OverlappingRevocations(IGrantStore grants, IGoogleClients clients, ITokenEndpoint google)
{
    /// <summary>Tries the new refresh token, if a revocation overlapped with its exchange.</summary>
    /// <param name="command">The tokens and their exchange.</param>
    /// <param name="held">The tenant's own grant of the account.</param>
    /// <param name="ct">Cancels the trial.</param>
    public async Task<TokenTrial> TryAsync(StoreCredentials command, HeldGrant? held, CancellationToken ct)
    {
        if (command is not { ExchangedAt: { } exchangedAt, Tokens.RefreshToken: { } refreshToken }
            || !await OverlapsAsync(command, held, exchangedAt, ct))
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

    private async Task<bool> OverlapsAsync(StoreCredentials command, HeldGrant? held, DateTimeOffset exchangedAt, CancellationToken ct)
    {
        if (held?.Grant.MayEndTokensIssuedAt(exchangedAt) == true)
        {
            return true;
        }

        GoogleClient? own = null;
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
