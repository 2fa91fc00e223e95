using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>What may be shown of the secrets of a tenant's own Google client, newest first; none for a tenant that uses the server's client.</summary>
public sealed record ListClientSecrets(TenantId Tenant) : IRequest<Result<IReadOnlyList<ClientSecretInfo>>>;

internal sealed class ListClientSecretsHandler(ITenantStore tenants) : IRequestHandler<ListClientSecrets, Result<IReadOnlyList<ClientSecretInfo>>>
{
    public async Task<Result<IReadOnlyList<ClientSecretInfo>>> Handle(ListClientSecrets query, CancellationToken cancellationToken) =>
        await tenants.FindAsync(query.Tenant, cancellationToken) is null
            ? TenancyFailures.UnknownTenant
            : Result<IReadOnlyList<ClientSecretInfo>>.Success(
                [.. (await tenants.LoadClientSecretsAsync(query.Tenant, cancellationToken)).Select(secret => secret.Info)]);
}
