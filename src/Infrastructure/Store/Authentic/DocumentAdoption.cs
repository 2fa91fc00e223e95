using System.Text.Json;
using GmailPlatform.Infrastructure.Vault;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>
/// Authenticates existing documents, each kind once: adopted kinds are recorded with the integrity key, under its authentication
/// code. A row that loses its code later, or is added without one, is never adopted.
/// </summary>
internal sealed class DocumentAdoption(
    NpgsqlDataSource database,
    PostgresXmlRepository table,
    KeyRingAuthentication keyRing,
    DocumentKinds kinds,
    DocumentAuthentication documents,
    ILogger<DocumentAdoption> logger)
{
    private const int BatchSize = 1_000;
    private const string FirstRow = "(0,0)";

    public async Task ApplyAsync(CancellationToken ct)
    {
        var rows = table.Read();
        if (keyRing.FindIntegrityId(rows) is not { } integrityId)
        {
            return;
        }

        var row = rows.Single(row => row.Id == IntegrityRow.Id);
        var adopted = IntegrityRow.Adopted(row.Xml);
        var missing = kinds.All.Where(kind => !adopted.Contains(kind.Name, StringComparer.Ordinal)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        foreach (var kind in missing)
        {
            if (await AdoptAsync(kind, ct) is > 0 and var count)
            {
                logger.LogWarning("Authenticated {Count} rows of {Table} that were stored before they were authenticated", count, kind.Table);
            }
        }

        var xml = IntegrityRow.WithAdopted(row.Xml, [.. adopted, .. missing.Select(kind => kind.Name)]);
        if (!await table.TryReplaceAsync([(row, new KeyRingRow(row.Id, xml, keyRing.Authenticate(row.Id, xml, integrityId)))], [], ct))
        {
            throw new InvalidOperationException("The integrity key changed during the migration. Run the migration again.");
        }
    }

    /// <summary>Scans the table in physical order until a pass finds nothing: rows that are written meanwhile move to the end.</summary>
    private async Task<long> AdoptAsync(DocumentKind kind, CancellationToken ct)
    {
        var (total, found) = (0L, true);
        while (found)
        {
            (found, var after) = (false, FirstRow);
            while (await ReadAsync(kind, after, ct) is { Count: > 0 } batch)
            {
                total += await WriteAsync(kind, batch, ct);
                (found, after) = (true, batch[^1].At);
            }
        }

        return total;
    }

    /// <summary>Leaves a row that changed meanwhile to the next pass.</summary>
    private async Task<int> WriteAsync(DocumentKind kind, List<(string At, string Data)> batch, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            update {kind.Table} t set data = t.data || jsonb_build_object('{DocumentAuthentication.Member}', adopted.mac)
            from unnest($1, $2, $3) adopted (at, was, mac) where t.ctid = adopted.at::tid and t.data = adopted.was::jsonb
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = batch.Select(row => row.At).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = batch.Select(row => row.Data).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = batch.Select(row => Authenticate(kind, row.Data)).ToArray() });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<(string At, string Data)>> ReadAsync(DocumentKind kind, string after, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select ctid::text, data::text from {kind.Table} where ctid > $1::tid and not data ? '{DocumentAuthentication.Member}' limit {BatchSize}");
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(string At, string Data)>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add((reader.GetString(0), reader.GetString(1)));
        }

        return rows;
    }

    private string Authenticate(DocumentKind kind, string data)
    {
        using var document = JsonDocument.Parse(data);
        return documents.Authenticate(kind.Name, document.RootElement);
    }
}
