using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Contracts;

/// <summary>Knows by which project Google counts what a tenant does.</summary>
public interface IGoogleProjects
{
    /// <summary>The project of the tenant's Google client.</summary>
    Task<string> OfTenantAsync(TenantId tenant, CancellationToken ct);
}
