using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Every tenant of this server, oldest first.</summary>
public sealed record ListTenants : IRequest<Result<IReadOnlyList<Tenant>>>;

internal sealed class ListTenantsHandler(ITenantStore tenants) : IRequestHandler<ListTenants, Result<IReadOnlyList<Tenant>>>
{
    public async Task<Result<IReadOnlyList<Tenant>>> Handle(ListTenants query, CancellationToken cancellationToken) =>
        Result<IReadOnlyList<Tenant>>.Success(await tenants.ListAsync(cancellationToken));
}
