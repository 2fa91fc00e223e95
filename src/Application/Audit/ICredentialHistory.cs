using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Audit;

/// <summary>A fact as it was stored.</summary>
/// <param name="Sequence">Its place in the grant's history, from 1.</param>
/// <param name="Type">The stored event's name, such as <c>access_token_refreshed</c>.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="CorrelationId">The trace id of the request or job that wrote it.</param>
public sealed record RecordedEvent(long Sequence, string Type, DateTimeOffset At, string? Actor, string? CorrelationId, GrantEvent Data);

/// <summary>Reads the stored events of one grant.</summary>
public interface ICredentialHistory
{
    /// <summary>Oldest first, from the one after <paramref name="after"/>; null when the tenant has no such grant.</summary>
    Task<IReadOnlyList<RecordedEvent>?> ReadAsync(TenantId tenant, Guid grantId, long after, int limit, CancellationToken ct);
}
