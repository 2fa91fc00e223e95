using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Finds out who sends a bearer token. Every way of being wrong gets the same answer.</summary>
public sealed record AuthenticateApiKey(Secret Token) : IRequest<Result<ApiKey>>;

internal sealed class AuthenticateApiKeyHandler(ApiKeys keys, TimeProvider clock)
    : IRequestHandler<AuthenticateApiKey, Result<ApiKey>>
{
    public async Task<Result<ApiKey>> Handle(AuthenticateApiKey query, CancellationToken cancellationToken)
    {
        if (ApiKeyToken.Parse(query.Token.Reveal()) is not { } token
            || await keys.FindAsync(token.KeyId, cancellationToken) is not { } found
            || !ApiKeyToken.Fits(found.Key, token.IsBoundToGrant)
            || !found.Key.IsOpenedBy(token.Secret, clock.GetUtcNow()))
        {
            return TenancyFailures.Unauthenticated;
        }

        return found.TenantIsSuspended ? TenancyFailures.TenantSuspended : found.Key;
    }
}
