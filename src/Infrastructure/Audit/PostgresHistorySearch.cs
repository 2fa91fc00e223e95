using GmailPlatform.Application.Audit;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Finds events by our SQL, since the indexes are ours.</summary>
internal sealed class PostgresHistorySearch(NpgsqlDataSource database, MailboxGrants grants, RecordedEvents events) : IHistorySearch
{
    public async Task<IReadOnlyList<HistoryEntry>> SearchAsync(HistoryFilter filter, HistoryPosition? after, int limit, CancellationToken ct)
    {
        var query = HistoryQuery.Of(filter, await grants.FindAsync(filter, ct), after);
        var numbers = await FindAsync(query, limit, ct);
        if (numbers.Length == 0)
        {
            return [];
        }

        var entries = await events.ReadAsync("e.seq_id = any($1)", ct, new NpgsqlParameter<long[]> { TypedValue = numbers });
        return [.. entries.OrderByDescending(entry => entry.Position.At).ThenByDescending(entry => entry.Position.Number)];
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
}
