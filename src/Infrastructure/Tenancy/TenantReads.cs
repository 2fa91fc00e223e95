using System.Collections.Concurrent;
using GmailPlatform.Application;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>Reads single tenants. Reads that meet share a statement, and those of one tenant its row: a storm of consents asks for few.</summary>
internal sealed class TenantReads
{
    private const int Lanes = 2;
    private const int LargestBatch = 200;
    private const int MostParsed = 1_000;

    /// <summary>PostgreSQL would plan an array of one anew each time, as it may be of any length.</summary>
    private const string One = $"select id, data from {MartenSetup.Schema}.mt_doc_tenant where id = $1";

    private const string Many = $"select id, data from {MartenSetup.Schema}.mt_doc_tenant where id = any($1)";

    private readonly NpgsqlDataSource _database;
    private readonly ISerializer _serializer;
    private readonly Batcher<Guid, Row> _rows;
    private readonly ConcurrentDictionary<Guid, (byte[] Json, TenantDocument Document)> _parsed = new();

    public TenantReads(NpgsqlDataSource database, IDocumentStore store)
    {
        (_database, _serializer) = (database, store.Options.Serializer());
        _rows = new Batcher<Guid, Row>(Lanes, LargestBatch, ReadAsync);
    }

    /// <summary>Null when there is no such tenant. Throws a <see cref="ForgedDataException"/> for one that is not authentic.</summary>
    public async Task<TenantDocument?> FindAsync(TenantId id, CancellationToken ct)
    {
        var row = await _rows.AddAsync(id.Value).WaitAsync(ct);
        return row.Forgery is { } forgery ? throw forgery : row.Document;
    }

    private async Task<IReadOnlyList<Row>> ReadAsync(IReadOnlyList<Guid> ids)
    {
        var found = new Dictionary<Guid, Row>();
        var distinct = ids.Distinct().ToArray();
        await using var command = _database.CreateCommand(distinct.Length == 1 ? One : Many);
        command.Parameters.Add(distinct is [var one] ? new NpgsqlParameter<Guid> { TypedValue = one } : new NpgsqlParameter<Guid[]> { TypedValue = distinct });
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var id = rows.GetGuid(0);
            found[id] = Parse(rows, id);
        }

        return [.. ids.Select(id => found.GetValueOrDefault(id))];
    }

    /// <summary>A row that says the same as when it was read last is not checked and parsed a second time.</summary>
    private Row Parse(NpgsqlDataReader row, Guid id)
    {
        var json = row.GetFieldValue<byte[]>(1);
        if (_parsed.TryGetValue(id, out var last) && json.AsSpan().SequenceEqual(last.Json))
        {
            return new Row(last.Document, Forgery: null);
        }

        try
        {
            var document = _serializer.ReadJson<TenantDocument>(row, 1).At(id, document => document.Id)!;
            if (_parsed.Count >= MostParsed)
            {
                _parsed.Clear();
            }

            _parsed[id] = (json, document);
            return new Row(document, Forgery: null);
        }
        catch (ForgedDataException e)
        {
            return new Row(Document: null, e);
        }
    }

    /// <summary>What was read of one tenant.</summary>
    /// <param name="Document">Null where there is none.</param>
    /// <param name="Forgery">Of a tenant that is not authentic: for those of the batch who want it.</param>
    private readonly record struct Row(TenantDocument? Document, ForgedDataException? Forgery);
}
