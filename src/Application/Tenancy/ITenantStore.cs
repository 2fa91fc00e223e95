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

/// <summary>What several use cases do with tenants.</summary>
internal static class TenantStoreExtensions
{
    private const int MaxAttempts = 5;

    /// <summary>Whether the tenant is suspended, or does not exist: then nothing may be done on its behalf.</summary>
    public static async Task<bool> IsSuspendedAsync(this ITenantStore tenants, TenantId id, CancellationToken ct) =>
        await tenants.FindAsync(id, ct) is not { IsSuspended: false };

    /// <summary>Changes a tenant; on top of what others change at the same time, so that nothing of theirs is lost.</summary>
    /// <param name="tenants">The store.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="seen">The revision that the change was decided on; null for a change that fits any.</param>
    /// <param name="change">The change; it may be applied to a later tenant once more.</param>
    /// <param name="ct">Cancels the change.</param>
    public static async Task<Result<Tenant>> ChangeAsync(this ITenantStore tenants, TenantId id, int? seen, Func<Tenant, Result<Tenant>> change, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await tenants.FindAsync(id, ct) is not { } tenant)
            {
                return TenancyFailures.UnknownTenant;
            }

            if (seen is not null && seen != tenant.Revision)
            {
                return TenancyFailures.ChangedMeanwhile;
            }

            if (!change(tenant).Succeeded(out var changed, out var failure))
            {
                return failure;
            }

            if (await tenants.TrySaveAsync(changed, secrets: null, ct))
            {
                return changed with { Revision = tenant.Revision + 1 };
            }
        }

        return TenancyFailures.ChangedMeanwhile;
    }

    /// <summary>Changes the secrets of a tenant's own Google client; answers them as they are afterwards, newest first.</summary>
    /// <param name="tenants">The store.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="change">The change; it may be applied to later secrets once more.</param>
    /// <param name="ct">Cancels the change.</param>
    public static async Task<Result<IReadOnlyList<ClientSecret>>> ChangeSecretsAsync(
        this ITenantStore tenants, TenantId id, Func<Tenant, IReadOnlyList<ClientSecret>, Result<IReadOnlyList<ClientSecret>>> change, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // The tenant first: what is changed between the two reads then fails the save.
            if (await tenants.FindAsync(id, ct) is not { } tenant)
            {
                return TenancyFailures.UnknownTenant;
            }

            if (tenant.GoogleClientId is null)
            {
                return TenancyFailures.NoClientOfItsOwn;
            }

            if (!change(tenant, await tenants.LoadClientSecretsAsync(id, ct)).Succeeded(out var secrets, out var failure))
            {
                return failure;
            }

            if (await tenants.TrySaveAsync(tenant, secrets, ct))
            {
                return Result<IReadOnlyList<ClientSecret>>.Success(secrets);
            }
        }

        return TenancyFailures.ChangedMeanwhile;
    }
}
