using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Reminders for later. A job carries ids only, runs at least once, and looks at the grant again before it acts; a reminder that
/// is lost is found by a sweep.
/// </summary>
public interface IGrantJobs
{
    /// <summary>Tries a failed refresh again.</summary>
    Task RetryRefreshAsync(TenantId tenant, Guid grantId, DateTimeOffset at, CancellationToken ct);

    /// <summary>Ends a revoked grant at Google, if that has not been done by then.</summary>
    Task ConfirmRevocationAsync(TenantId tenant, Guid grantId, DateTimeOffset at, CancellationToken ct);

    /// <summary>Asks Google whether it still honours a grant, of which something says that it may not.</summary>
    Task CheckGrantAsync(TenantId tenant, Guid grantId, CancellationToken ct);

    /// <summary>Lets a security event take effect, at once.</summary>
    Task ProcessSecurityEventAsync(Guid eventId, CancellationToken ct);
}
