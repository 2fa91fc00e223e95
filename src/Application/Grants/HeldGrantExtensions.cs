using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

internal static class HeldGrantExtensions
{
    /// <summary>Why this grant gives no token now, with the URL that helps; null when it does.</summary>
    public static async Task<Failure?> RefusalAsync(this HeldGrant? held, TenantId tenant, ConsentRequests consent, CancellationToken ct)
    {
        var failure = held?.Grant.Status switch
        {
            null => CommonFailures.NotFound,
            GrantStatus.Erased => GrantFailures.Erased,
            GrantStatus.Revoked => GrantFailures.Revoked,
            GrantStatus.ReauthorizationRequired => GrantFailures.ReauthorizationRequired(held.Grant.Reason ?? ReauthorizationReason.Unknown),
            _ => null,
        };
        return failure?.Kind is FailureKind.Conflict
            ? failure with { AuthorizationUrl = await consent.RenewalUrlAsync(tenant, held!, ScopeSet.Empty, ct) }
            : failure;
    }

    /// <summary>The present access token of a usable grant.</summary>
    public static AccessToken AccessToken(this HeldGrant held) => new(
        held.Tokens?.AccessToken ?? throw new InvalidOperationException($"Grant {held.Grant.Id} is usable but holds no tokens."),
        held.Grant.AccessTokenExpiresAt,
        held.Grant.Scopes,
        held.Grant.Generation)
    {
        IssuedAt = held.Grant.AccessTokenIssuedAt,
    };
}
