using GmailPlatform.Application.Tenancy.Changes;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Ends a suspension: the tenant's keys work again. Does nothing to a tenant that is not suspended.</summary>
public sealed record ResumeTenant(TenantId Tenant) : IRequest<Result<Tenant>>;

internal sealed class ResumeTenantHandler(ITenantStore tenants) : IRequestHandler<ResumeTenant, Result<Tenant>>
{
    public Task<Result<Tenant>> Handle(ResumeTenant command, CancellationToken cancellationToken) =>
        tenants.ChangeAsync(command.Tenant, seen: null, tenant => tenant.Resume(), cancellationToken);
}
