using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Revokes a key that is bound to a grant, permanently and with immediate effect. Idempotent.</summary>
public sealed record RevokeGrantKey(TenantId Tenant, Guid GrantId, string KeyId) : IRequest<Result<ApiKey>>;

internal sealed class RevokeGrantKeyHandler(IApiKeyStore keys, TimeProvider clock) : IRequestHandler<RevokeGrantKey, Result<ApiKey>>
{
    public async Task<Result<ApiKey>> Handle(RevokeGrantKey command, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(command.KeyId, cancellationToken) is not { } key || key.TenantId != command.Tenant.Value || key.GrantId != command.GrantId)
        {
            return TenancyFailures.UnknownKey;
        }

        var revoked = key.Revoke(clock.GetUtcNow());
        return await keys.TrySaveAsync(revoked, cancellationToken) ? revoked : TenancyFailures.UnknownKey;
    }
}
