using GmailPlatform.Bench.Load;
using GmailPlatform.Domain.Tenancy;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>
/// The smallest transaction that writes what the commit of one refresh writes, into the same tables and of the same sizes: one
/// event, the version of its stream, the snapshot and the sealed credential. Four prepared statements in one round trip.
/// </summary>
internal sealed class SmallestTransaction
{
    private const string Schema = "gmailplatform";

    private readonly NpgsqlDataSource _database;
    private readonly TenantId _tenant;
    private readonly Row _event;
    private readonly Row _snapshot;
    private readonly Row _credential;

    private SmallestTransaction(NpgsqlDataSource database, TenantId tenant, Row @event, Row snapshot, Row credential) =>
        (_database, _tenant, _event, _snapshot, _credential) = (database, tenant, @event, snapshot, credential);

    /// <summary>Copies what the platform wrote for this grant last.</summary>
    public static async Task<SmallestTransaction> LikeAsync(NpgsqlDataSource database, TenantId tenant, Guid refreshed, CancellationToken ct) => new(
        database,
        tenant,
        await ReadAsync(database, $"select * from {Schema}.mt_events where tenant_id = $1 and stream_id = $2 order by version desc limit 1", tenant, refreshed, ct),
        await ReadAsync(database, $"select data, mt_version from {Schema}.mt_doc_grant where tenant_id = $1 and id = $2", tenant, refreshed, ct),
        await ReadAsync(database, $"select data, mt_version from {Schema}.mt_doc_sealed_credential where tenant_id = $1 and id = $2", tenant, refreshed, ct));

    /// <summary>Bytes of the JSON that one transaction writes.</summary>
    public int Size => new[] { _event, _snapshot, _credential }.Sum(row => row["data"].Value.ToString()!.Length);

    /// <summary>Commits one more event to a grant that has this many.</summary>
    public async Task CommitAsync(int number, long version, CancellationToken ct)
    {
        var grantId = GrantLoader.IdOf(number);
        await using var connection = await _database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(InsertEvent(grantId, version + 1));
        batch.BatchCommands.Add(Statement(
            $"update {Schema}.mt_streams set version = $1, timestamp = now() where tenant_id = $2 and id = $3 and version = $4",
            version + 1,
            _tenant.ToString(),
            grantId,
            version));
        batch.BatchCommands.Add(Update("mt_doc_grant", _snapshot, grantId));
        batch.BatchCommands.Add(Update("mt_doc_sealed_credential", _credential, grantId));
        await batch.PrepareAsync(ct);
        var rows = await batch.ExecuteNonQueryAsync(ct);
        if (rows != batch.BatchCommands.Count)
        {
            throw new InvalidOperationException($"A transaction of {batch.BatchCommands.Count} writes wrote {rows} rows: grant {grantId} is not at version {version}.");
        }
    }

    private NpgsqlBatchCommand InsertEvent(Guid grantId, long version)
    {
        var command = new NpgsqlBatchCommand();
        var values = _event.Select(column => column.Key switch
        {
            "seq_id" => $"nextval('{Schema}.mt_events_sequence')",
            "id" => Parameter(Guid.CreateVersion7()),
            "stream_id" => Parameter(grantId),
            "version" => Parameter(version),
            "timestamp" => "now()",
            _ => Parameter(column.Value.Value, column.Value.Type),
        }).ToList();
        command.CommandText = $"insert into {Schema}.mt_events ({string.Join(", ", _event.Keys)}) values ({string.Join(", ", values)})";
        return command;

        string Parameter(object value, string? type = null)
        {
            command.Parameters.Add(type is null ? new NpgsqlParameter { Value = value } : new NpgsqlParameter { Value = value, DataTypeName = type });
            return $"${command.Parameters.Count}";
        }
    }

    private NpgsqlBatchCommand Update(string table, Row row, Guid grantId)
    {
        var command = Statement(
            $"update {Schema}.{table} set mt_version = $1, mt_last_modified = now(), data = $4 where tenant_id = $2 and id = $3",
            row["mt_version"].Value,
            _tenant.ToString(),
            grantId);
        command.Parameters.Add(new NpgsqlParameter { Value = row["data"].Value, DataTypeName = row["data"].Type });
        return command;
    }

    private static NpgsqlBatchCommand Statement(string sql, params IEnumerable<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static async Task<Row> ReadAsync(NpgsqlDataSource database, string sql, TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.ToString() });
        command.Parameters.Add(new NpgsqlParameter { Value = grantId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            throw new InvalidOperationException($"The platform wrote nothing for grant {grantId}.");
        }

        var row = new Row();
        for (var column = 0; column < reader.FieldCount; column++)
        {
            row[reader.GetName(column)] = (reader.GetValue(column), reader.GetDataTypeName(column));
        }

        return row;
    }

    /// <summary>Values and their types in PostgreSQL, by column.</summary>
    private sealed class Row() : Dictionary<string, (object Value, string Type)>(StringComparer.Ordinal);
}
