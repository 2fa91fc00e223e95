using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Audit;

/// <summary>A fact of some grant.</summary>
/// <param name="Position">Its place among all facts.</param>
public sealed record HistoryEntry(HistoryPosition Position, TenantId Tenant, Guid GrantId, RecordedEvent Event);

/// <summary>Finds facts of all grants, each search by an index.</summary>
public interface IHistorySearch
{
    /// <summary>Newest first, from the one before <paramref name="after"/>.</summary>
    Task<IReadOnlyList<HistoryEntry>> SearchAsync(HistoryFilter filter, HistoryPosition? after, int limit, CancellationToken ct);
}

/// <summary>A grant of a mailbox, with what was written of it until some moment.</summary>
/// <param name="Grant">As it stood at that moment.</param>
/// <param name="SuspendedAt">When its tenant was suspended, if it is.</param>
/// <param name="Keys">All API keys that the tenant ever had.</param>
/// <param name="Events">What was written down around the moment, and of use what it says of the moment.</param>
public sealed record MailboxAt(
    TenantId Tenant, Grant Grant, DateTimeOffset? SuspendedAt, IReadOnlyList<ApiKey> Keys, IReadOnlyList<RecordedEvent> Events);

/// <summary>Rebuilds what was true of a mailbox at a moment.</summary>
public interface IMailboxHistory
{
    /// <summary>Every grant of the mailbox that was there at that moment.</summary>
    /// <param name="grant">The mailbox, as for a search: by tenant, person or grant.</param>
    /// <param name="at">The moment.</param>
    /// <param name="within">The time around it whose events are wanted, the end not included.</param>
    /// <param name="ct">Ends the reading.</param>
    Task<IReadOnlyList<MailboxAt>> ReadAsync(HistoryFilter grant, DateTimeOffset at, (DateTimeOffset From, DateTimeOffset Until) within, CancellationToken ct);
}
