using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Keeps tenants. The secrets of a tenant's own Google client rest sealed.</summary>
public interface ITenantStore
{
    Task<Tenant?> FindAsync(TenantId id, CancellationToken ct);

    Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken ct);

    Task AddAsync(Tenant tenant, Secret? googleClientSecret, CancellationToken ct);

    /// <summary>The unsealed secrets of the tenant's own Google client, newest first; empty for a tenant without one.</summary>
    Task<IReadOnlyList<ClientSecret>> LoadClientSecretsAsync(TenantId id, CancellationToken ct);

    /// <summary>Saves a changed tenant under its next revision, of which every node hears; false when it was changed since it was read.</summary>
    /// <param name="tenant">With the revision that was read.</param>
    /// <param name="secrets">The secrets of its Google client, newest first; null leaves them as they are.</param>
    /// <param name="ct">Cancels the save.</param>
    Task<bool> TrySaveAsync(Tenant tenant, IReadOnlyList<ClientSecret>? secrets, CancellationToken ct);
}
