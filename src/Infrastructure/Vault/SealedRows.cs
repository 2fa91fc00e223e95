using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Npgsql;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>A sealed value of a table of documents.</summary>
/// <param name="Tenant">Of a table that keeps tenants apart; else Marten's default tenant.</param>
internal sealed record SealedRow(Guid Id, string Tenant, byte[] Box);

/// <summary>Counts, finds and replaces sealed values by the key that is noted beside them, without opening one.</summary>
internal sealed class SealedRows(NpgsqlDataSource database, DocumentAuthentication authentication)
{
    private const string KeyColumn = SealedTable.KeyColumn;

    public async Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(SealedTable table, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select {KeyColumn}, count(*) from {table.Table} where {KeyColumn} is not null group by {KeyColumn}");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(ct))
        {
            if (SealedPayload.TryKeyOfRow(reader.GetString(0)) is { } keyId)
            {
                counts[keyId] = reader.GetInt64(1);
            }
        }

        return counts;
    }

    public async Task<IReadOnlyList<SealedRow>> ListAsync(SealedTable table, string tenantColumn, Guid keyId, Guid after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select id, {tenantColumn}, data ->> '{table.Property}' from {table.Table}
            where {KeyColumn} = $1 and id > $2 order by id limit $3
            """);
        Add(command, SealedPayload.KeyRow(keyId), after, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<SealedRow>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new SealedRow(reader.GetGuid(0), reader.GetString(1), Convert.FromBase64String(reader.GetString(2))));
        }

        return rows;
    }

    /// <summary>Seals a batch anew, each value by a statement of its own.</summary>
    /// <param name="table">The values.</param>
    /// <param name="from">The key that they rest under.</param>
    /// <param name="after">The last id of the batch before.</param>
    /// <param name="limit">How many to look at.</param>
    /// <param name="seal">Opens a box and seals what is in it.</param>
    /// <param name="ct">Ends between two values.</param>
    public async Task<ResealedBatch> ResealAsync(
        SealedTable table, Guid from, Guid after, int limit, Func<Guid, byte[], byte[]> seal, CancellationToken ct)
    {
        var rows = await ListAsync(table, "''", from, after, limit, ct);
        var resealed = 0;
        foreach (var row in rows)
        {
            var box = seal(row.Id, row.Box);
            resealed += SealedPayload.KeyOf(box) != from && await TryReplaceAsync(table, row.Id, row.Box, box, ct) ? 1 : 0;
        }

        return new ResealedBatch(rows.Count, resealed, rows.Count > 0 ? rows[^1].Id : after);
    }

    /// <summary>Writes a value that was sealed anew where the one that was opened still is, and touches nothing beside it.</summary>
    public async Task<bool> TryReplaceAsync(SealedTable table, object id, byte[] before, byte[] box, CancellationToken ct)
    {
        if (table.Kind is { } kind)
        {
            return await TryReplaceAuthenticatedAsync(table, kind, id, before, box, ct);
        }

        await using var command = database.CreateCommand($"""
            update {table.Table} set data = jsonb_set(data, '{"{"}{table.Property}{"}"}', to_jsonb($3::text)), {KeyColumn} = $4
            where id = $1 and data ->> '{table.Property}' = $2
            """);
        Add(command, id, Convert.ToBase64String(before), Convert.ToBase64String(box), SealedPayload.KeyRowOf(box)!);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>A document that is authenticated as a whole gets a new code with its new value; a forged one stays as it is.</summary>
    private async Task<bool> TryReplaceAuthenticatedAsync(SealedTable table, string kind, object id, byte[] before, byte[] box, CancellationToken ct)
    {
        var stored = await database.QueryRowAsync(
            $"select data::text from {table.Table} where id = $1 and data ->> '{table.Property}' = $2", row => row.GetString(0), ct, id, Convert.ToBase64String(before));
        if (stored is null)
        {
            return false;
        }

        var document = JsonNode.Parse(stored)!.AsObject();
        if (!authentication.IsAuthentic(kind, JsonSerializer.SerializeToElement(document)))
        {
            authentication.Report(kind, id.ToString()!);
            return false;
        }

        document[table.Property] = Convert.ToBase64String(box);
        await using var command = database.CreateCommand($"update {table.Table} set data = $3::jsonb, {KeyColumn} = $4 where id = $1 and data = $2::jsonb");
        Add(command, id, stored, authentication.Write(kind, document), SealedPayload.KeyRowOf(box)!);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private static void Add(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
    }
}
