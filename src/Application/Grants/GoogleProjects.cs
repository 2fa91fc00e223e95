using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

internal sealed class GoogleProjects(IGoogleClients clients) : IGoogleProjects
{
    public async Task<string> OfTenantAsync(TenantId tenant, CancellationToken ct) => (await clients.ForTenantAsync(tenant, ct)).Project;
}
