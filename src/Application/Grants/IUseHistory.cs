using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>Writes use down in the histories of grants.</summary>
public interface IUseHistory
{
    /// <summary>
    /// Appends all of it in one transaction, or nothing: false when one of the grants moved on at that moment. What was used of
    /// grants that the tenant does not have is left out.
    /// </summary>
    Task<bool> TryAppendAsync(TenantId tenant, IReadOnlyList<GrantUse> uses, CancellationToken ct);
}
