using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using JasperFx.Events;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Finds events by our SQL, since the indexes are ours, and reads them by Marten, who knows their types.</summary>
internal sealed class PostgresHistorySearch(NpgsqlDataSource database, MailboxGrants grants, IDocumentStore store) : IHistorySearch
{
    public async Task<IReadOnlyList<HistoryEntry>> SearchAsync(HistoryFilter filter, HistoryPosition? after, int limit, CancellationToken ct)
    {
        var query = HistoryQuery.Of(filter, await grants.FindAsync(filter, ct), after);
        var numbers = await FindAsync(query, limit, ct);
        if (numbers.Length == 0)
        {
            return [];
        }

        await using var session = store.QuerySession();
        var events = await session.Events.QueryAllRawEvents().Where(e => e.AnyTenant() && e.Sequence.IsOneOf(numbers)).ToListAsync(ct);
        return [.. events.Select(EntryOf).OrderByDescending(entry => entry.Position.At).ThenByDescending(entry => entry.Position.Number)];
    }

    private async Task<long[]> FindAsync(HistoryQuery query, int limit, CancellationToken ct)
    {
        await using var command = query.For(database, limit);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var numbers = new List<long>();
        while (await rows.ReadAsync(ct))
        {
            numbers.Add(rows.GetInt64(0));
        }

        return [.. numbers];
    }

    private static HistoryEntry EntryOf(IEvent e) => new(
        new HistoryPosition(e.Timestamp.ToUniversalTime(), e.Sequence), new TenantId(Guid.Parse(e.TenantId)), e.StreamId, RecordedEvents.Of(e));
}

internal static class RecordedEvents
{
    public static RecordedEvent Of(IEvent e) =>
        new(e.Version, e.EventTypeName, ((GrantEvent)e.Data).At, e.UserName, e.CorrelationId, (GrantEvent)e.Data);
}
