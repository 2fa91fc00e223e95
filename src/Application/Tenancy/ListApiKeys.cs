using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Every API key of a tenant, revoked and expired ones included; without those bound to a grant.</summary>
public sealed record ListApiKeys(TenantId Tenant) : IRequest<Result<IReadOnlyList<ApiKey>>>;

internal sealed class ListApiKeysHandler(IApiKeyStore keys) : IRequestHandler<ListApiKeys, Result<IReadOnlyList<ApiKey>>>
{
    public async Task<Result<IReadOnlyList<ApiKey>>> Handle(ListApiKeys query, CancellationToken cancellationToken) =>
        Result<IReadOnlyList<ApiKey>>.Success(await keys.ListAsync(query.Tenant, cancellationToken));
}
