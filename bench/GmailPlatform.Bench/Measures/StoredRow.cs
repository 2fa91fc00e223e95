using GmailPlatform.Domain.Tenancy;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>A column of a row.</summary>
internal sealed record StoredColumn(string Name, object Value, string Type);

/// <summary>A row as the platform wrote it.</summary>
internal sealed record StoredRow(string Table, IReadOnlyList<StoredColumn> Columns)
{
    /// <summary>Reads rows of one table.</summary>
    public static async Task<IReadOnlyList<StoredRow>> ReadAsync(NpgsqlDataSource database, string table, string sql, TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.ToString() });
        command.Parameters.Add(new NpgsqlParameter { Value = grantId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<StoredRow>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new StoredRow(table, [.. Enumerable.Range(0, reader.FieldCount).Select(column => new StoredColumn(reader.GetName(column), reader.GetValue(column), reader.GetDataTypeName(column)))]));
        }

        return rows is [] ? throw new InvalidOperationException($"The platform wrote nothing for grant {grantId} into {table}.") : rows;
    }
}
