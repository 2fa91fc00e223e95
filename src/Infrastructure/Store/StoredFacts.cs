using System.Text.Json;
using GmailPlatform.Domain;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>An event as it rests, with the hash that was stored beside it.</summary>
/// <param name="Fact">Null if the stored data is in a form that this program never writes, so it was edited.</param>
/// <param name="Data">The stored data, which may not be valid.</param>
internal sealed record StoredFact(HistoryFact? Fact, string? Hash, string Data);

/// <summary>Reads events off their table, with nothing between: Marten would not show what was taken out of sight.</summary>
internal static class StoredFacts
{
    /// <summary>Of the table of events as <c>e</c>.</summary>
    public const string Columns = $"""
        e.tenant_id, e.stream_id, e.version, e.id, e.type, e."timestamp", e.data::text, e.user_name, e.correlation_id, e.causation_id,
        e.headers ->> '{EventChain.Previous}', e.headers ->> '{EventChain.Hash}', e.is_archived
        """;

    /// <summary>Reads an event, even from a row that was edited.</summary>
    /// <param name="row">A row that has the columns.</param>
    /// <param name="first">The place of the first of them.</param>
    public static StoredFact Read(NpgsqlDataReader row, int first)
    {
        var (data, hash) = (Text(row, first + 6) ?? "", Text(row, first + 11));
        try
        {
            var fact = ReadFact(row, first, data);
            return new StoredFact(fact.IsCanonical ? fact : null, hash, data);
        }
        catch (Exception e) when (e is JsonException or InvalidCastException)
        {
            // Data nested too deeply, a time outside the range of .NET, a null column.
            return new StoredFact(Fact: null, hash, data);
        }
    }

    private static HistoryFact ReadFact(NpgsqlDataReader row, int first, string json)
    {
        using var data = JsonDocument.Parse(json);
        return new HistoryFact(
            row.GetString(first),
            row.GetGuid(first + 1),
            row.GetInt64(first + 2),
            row.GetGuid(first + 3),
            row.GetString(first + 4),
            row.GetFieldValue<DateTimeOffset>(first + 5),
            data.RootElement.Clone(),
            Text(row, first + 7),
            Text(row, first + 8),
            Text(row, first + 9),
            Text(row, first + 10))
        {
            Archived = row.GetBoolean(first + 12),
        };
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
