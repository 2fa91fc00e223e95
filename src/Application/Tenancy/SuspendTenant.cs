using GmailPlatform.Application.Tenancy.Changes;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Shuts a tenant's keys out. Its grants stay as they are.</summary>
public sealed record SuspendTenant(TenantId Tenant) : IRequest<Result<Tenant>>;

internal sealed class SuspendTenantHandler(ITenantStore tenants, TimeProvider clock) : IRequestHandler<SuspendTenant, Result<Tenant>>
{
    public Task<Result<Tenant>> Handle(SuspendTenant command, CancellationToken cancellationToken) =>
        tenants.ChangeAsync(command.Tenant, seen: null, tenant => tenant.Suspend(clock.GetUtcNow()), cancellationToken);
}
