using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy.Rules;

internal static class TenantSuspension
{
    /// <summary>Whether the tenant is suspended, or does not exist: then nothing may be done on its behalf.</summary>
    public static async Task<bool> IsSuspendedAsync(this ITenantStore tenants, TenantId id, CancellationToken ct) =>
        await tenants.FindAsync(id, ct) is not { IsSuspended: false };
}
