using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>The API keys that are bound to a grant and not revoked, oldest first.</summary>
public sealed record ListGrantKeys(TenantId Tenant, Guid GrantId) : IRequest<Result<IReadOnlyList<ApiKey>>>;

internal sealed class ListGrantKeysHandler(IGrantStore grants, IApiKeyStore keys) : IRequestHandler<ListGrantKeys, Result<IReadOnlyList<ApiKey>>>
{
    public async Task<Result<IReadOnlyList<ApiKey>>> Handle(ListGrantKeys query, CancellationToken cancellationToken) =>
        await grants.FindAsync(query.Tenant, query.GrantId, cancellationToken) is null
            ? CommonFailures.NotFound
            : Result<IReadOnlyList<ApiKey>>.Success(await keys.ListByGrantAsync(query.Tenant, query.GrantId, cancellationToken));
}
