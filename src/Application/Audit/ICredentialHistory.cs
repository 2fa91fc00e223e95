using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Audit;

/// <summary>A fact as it was stored.</summary>
/// <param name="Sequence">Its place in the grant's history, from 1.</param>
/// <param name="Type">The stored event's name, such as <c>access_token_refreshed</c>.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="CorrelationId">The trace id of the request or job that wrote it.</param>
public sealed record RecordedEvent(long Sequence, string Type, DateTimeOffset At, string? Actor, string? CorrelationId, GrantEvent Data);

/// <summary>Stands for an event whose stored data was edited and can no longer be read.</summary>
public sealed record UnreadableEvent(DateTimeOffset At) : GrantEvent(At)
{
    /// <summary>The message that is shown in place of the data.</summary>
    public string Unreadable { get; } = "The stored data was edited in the database. An operator must run './gmailplatform audit export' and 'audit verify'.";
}

/// <summary>Reads the stored events of one grant.</summary>
public interface ICredentialHistory
{
    /// <summary>Oldest first, from the one after <paramref name="after"/>; null when the tenant has no such grant.</summary>
    Task<IReadOnlyList<RecordedEvent>?> ReadAsync(TenantId tenant, Guid grantId, long after, int limit, CancellationToken ct);
}
