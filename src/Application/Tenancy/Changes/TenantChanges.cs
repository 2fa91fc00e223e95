using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy.Changes;

/// <summary>Changes tenants. A change is applied to the latest revision, so that no concurrent change is lost.</summary>
internal static class TenantChanges
{
    private const int MaxAttempts = 5;

    /// <summary>Changes a tenant; returns it as it is afterwards.</summary>
    /// <param name="tenants">The store.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="seen">The revision that the change was decided on; null for a change that fits any.</param>
    /// <param name="change">The change; applied again to a later revision if another change came first.</param>
    /// <param name="ct">Cancels the change.</param>
    public static async Task<Result<Tenant>> ChangeAsync(this ITenantStore tenants, TenantId id, int? seen, Func<Tenant, Result<Tenant>> change, CancellationToken ct)
    {
        var saved = await tenants.SaveAsync(
            id,
            tenant => Task.FromResult(
                seen is not null && seen != tenant.Revision ? TenancyFailures.ChangedMeanwhile
                : change(tenant).Succeeded(out var changed, out var failure) ? new TenantUpdate(changed, Secrets: null)
                : (Result<TenantUpdate>)failure),
            ct);
        return saved.Succeeded(out var update, out var failure) ? update.Tenant : failure;
    }

    /// <summary>Changes the secrets of a tenant's own Google client; returns them as they are afterwards, newest first.</summary>
    /// <param name="tenants">The store.</param>
    /// <param name="id">The tenant.</param>
    /// <param name="change">The change; applied again to later secrets if another change came first.</param>
    /// <param name="ct">Cancels the change.</param>
    public static async Task<Result<IReadOnlyList<ClientSecret>>> ChangeSecretsAsync(
        this ITenantStore tenants, TenantId id, Func<Tenant, IReadOnlyList<ClientSecret>, Result<IReadOnlyList<ClientSecret>>> change, CancellationToken ct)
    {
        var saved = await tenants.SaveAsync(
            id,
            async tenant =>
                tenant.GoogleClientId is null ? TenancyFailures.NoOwnClient
                : change(tenant, await tenants.LoadClientSecretsAsync(id, ct)).Succeeded(out var secrets, out var failure) ? new TenantUpdate(tenant, secrets)
                : (Result<TenantUpdate>)failure,
            ct);
        return saved.Succeeded(out var update, out var failure) ? Result<IReadOnlyList<ClientSecret>>.Success(update.Secrets!) : failure;
    }

    private static async Task<Result<TenantUpdate>> SaveAsync(this ITenantStore tenants, TenantId id, Func<Tenant, Task<Result<TenantUpdate>>> change, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Read before everything that the change reads: what another admin changes afterwards makes the save fail.
            if (await tenants.FindAsync(id, ct) is not { } tenant)
            {
                return TenancyFailures.UnknownTenant;
            }

            var changed = await change(tenant);
            // A change that changes nothing makes nobody's form outdated.
            if (!changed.Succeeded(out var update, out _) || (update.Secrets is null && update.Tenant.IsSameAs(tenant)))
            {
                return changed;
            }

            if (await tenants.TrySaveAsync(update.Tenant, update.Secrets, ct))
            {
                return update with { Tenant = update.Tenant with { Revision = tenant.Revision + 1 } };
            }
        }

        return TenancyFailures.ChangedMeanwhile;
    }

    /// <summary>What to save.</summary>
    /// <param name="Tenant">With the revision that was read.</param>
    /// <param name="Secrets">The secrets of its Google client, newest first; null leaves them as they are.</param>
    private sealed record TenantUpdate(Tenant Tenant, IReadOnlyList<ClientSecret>? Secrets);
}
