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

/// <summary>Questions about a tenant that several use cases ask.</summary>
internal static class TenantStoreExtensions
{
    /// <summary>Whether the tenant is suspended, or does not exist: then nothing may be done on its behalf.</summary>
    public static async Task<bool> IsSuspendedAsync(this ITenantStore tenants, TenantId id, CancellationToken ct) =>
        await tenants.FindAsync(id, ct) is not { IsSuspended: false };
}
