using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Keeps tenants. The secret of a tenant's own Google client rests sealed.</summary>
public interface ITenantStore
{
    Task<Tenant?> FindAsync(TenantId id, CancellationToken ct);

    Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken ct);

    Task AddAsync(Tenant tenant, Secret? googleClientSecret, CancellationToken ct);

    /// <summary>Saves a changed tenant, of which every node hears; its Google client secret stays as it is.</summary>
    Task SaveAsync(Tenant tenant, CancellationToken ct);
}

internal static class TenantStoreExtensions
{
    /// <summary>Whether nothing may be done for the tenant: it is suspended, or there is none.</summary>
    public static async Task<bool> IsSuspendedAsync(this ITenantStore tenants, TenantId id, CancellationToken ct) =>
        await tenants.FindAsync(id, ct) is not { IsSuspended: false };
}
