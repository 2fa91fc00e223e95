using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Finds out who sends a bearer token. Every way of being wrong gets the same answer.</summary>
public sealed record AuthenticateApiKey(Secret Token) : IRequest<Result<ApiKey>>;

internal sealed class AuthenticateApiKeyHandler(IApiKeyStore keys, ITenantStore tenants, TimeProvider clock)
    : IRequestHandler<AuthenticateApiKey, Result<ApiKey>>
{
    public async Task<Result<ApiKey>> Handle(AuthenticateApiKey query, CancellationToken cancellationToken)
    {
        if (ApiKeyToken.Parse(query.Token.Reveal()) is not { } token
            || await keys.FindAsync(token.KeyId, cancellationToken) is not { } key
            || !key.IsOpenedBy(token.Secret, clock.GetUtcNow()))
        {
            return TenancyFailures.Unauthenticated;
        }

        var tenant = await tenants.FindAsync(new TenantId(key.TenantId), cancellationToken);
        return tenant is { IsSuspended: false } ? key : TenancyFailures.TenantSuspended;
    }
}
