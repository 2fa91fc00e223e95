using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Ends an API key at once and for good.</summary>
public sealed record RevokeApiKey(string KeyId) : IRequest<Result<ApiKey>>;

internal sealed class RevokeApiKeyHandler(IApiKeyStore keys, TimeProvider clock) : IRequestHandler<RevokeApiKey, Result<ApiKey>>
{
    public async Task<Result<ApiKey>> Handle(RevokeApiKey command, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(command.KeyId, cancellationToken) is not { } key)
        {
            return TenancyFailures.UnknownKey;
        }

        var revoked = key.Revoke(clock.GetUtcNow());
        return await keys.TrySaveAsync(revoked, cancellationToken) ? revoked : TenancyFailures.UnknownKey;
    }
}
