using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>One tenant of this server.</summary>
public sealed record GetTenant(TenantId Tenant) : IRequest<Result<Tenant>>;

internal sealed class GetTenantHandler(ITenantStore tenants) : IRequestHandler<GetTenant, Result<Tenant>>
{
    public async Task<Result<Tenant>> Handle(GetTenant query, CancellationToken cancellationToken) =>
        await tenants.FindAsync(query.Tenant, cancellationToken) is { } tenant ? tenant : TenancyFailures.UnknownTenant;
}
