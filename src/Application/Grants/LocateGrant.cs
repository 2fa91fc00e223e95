using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Whose a grant is. For operators only, who act for the server: no route of a tenant sends it.</summary>
public sealed record LocateGrant(Guid GrantId) : IRequest<Result<LocatedGrant>>;

public sealed record LocatedGrant(TenantId Tenant, Guid GrantId);

internal sealed class LocateGrantHandler(IGrantStore grants) : IRequestHandler<LocateGrant, Result<LocatedGrant>>
{
    public async Task<Result<LocatedGrant>> Handle(LocateGrant query, CancellationToken cancellationToken) =>
        await grants.FindTenantAsync(query.GrantId, cancellationToken) is { } tenant
            ? new LocatedGrant(tenant, query.GrantId)
            : CommonFailures.NotFound with { Detail = "There is no grant with this id." };
}
