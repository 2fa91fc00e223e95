using GmailPlatform.Domain.Tenancy;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>
/// The smallest transaction that writes what the commit of a first consent writes, into the same tables and of the same sizes: the events, their stream, the snapshot, the account and
/// the sealed credential, for another person each time. Prepared statements in one round trip.
/// </summary>
internal sealed class SmallestConsent
{
    private const string Schema = "gmailplatform";

    private static readonly string[] Tables = ["mt_streams", "mt_events", "mt_doc_grant", "mt_doc_grant_account", "mt_doc_sealed_credential"];

    private readonly NpgsqlDataSource _database;
    private readonly Guid _example;
    private readonly string _subject;
    private readonly IReadOnlyList<StoredRow> _rows;
    private int _written;

    private SmallestConsent(NpgsqlDataSource database, Guid example, string subject, IReadOnlyList<StoredRow> rows) =>
        (_database, _example, _subject, _rows) = (database, example, subject, rows);

    /// <summary>Copies what the platform wrote for this grant, which nothing has changed since.</summary>
    public static async Task<SmallestConsent> LikeAsync(NpgsqlDataSource database, TenantId tenant, Guid example, CancellationToken ct)
    {
        var rows = new List<StoredRow>();
        foreach (var table in Tables)
        {
            var key = table is "mt_events" ? "stream_id" : "id";
            rows.AddRange(await StoredRow.ReadAsync(database, $"{Schema}.{table}", $"select * from {Schema}.{table} where tenant_id = $1 and {key} = $2", tenant, example, ct));
        }

        var subject = $"1{0:d20}";
        return new SmallestConsent(database, example, subject, rows);
    }

    /// <summary>Commits one.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        var (id, subject) = (Guid.CreateVersion7(), $"2{Interlocked.Increment(ref _written):d20}");
        await using var connection = await _database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var row in _rows)
        {
            batch.BatchCommands.Add(Insert(row, id, subject));
        }

        await batch.PrepareAsync(ct);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlBatchCommand Insert(StoredRow row, Guid id, string subject)
    {
        var command = new NpgsqlBatchCommand();
        var values = row.Columns.Select(column => column.Name switch
        {
            "seq_id" => $"nextval('{Schema}.mt_events_sequence')",
            "id" when row.Table.EndsWith("mt_events", StringComparison.Ordinal) => Parameter(Guid.CreateVersion7(), column.Type),
            _ => Parameter(OfPerson(column.Value), column.Type),
        }).ToList();
        command.CommandText = $"insert into {row.Table} ({string.Join(", ", row.Columns.Select(column => column.Name))}) values ({string.Join(", ", values)})";
        return command;

        string Parameter(object value, string type)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value, DataTypeName = type });
            return $"${command.Parameters.Count}";
        }

        object OfPerson(object value) => value switch
        {
            Guid guid when guid == _example => id,
            string text => text.Replace(_example.ToString(), id.ToString(), StringComparison.Ordinal).Replace(_subject, subject, StringComparison.Ordinal),
            _ => value,
        };
    }
}
