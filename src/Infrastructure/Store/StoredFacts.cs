using System.Text.Json;
using GmailPlatform.Domain;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>An event as it rests, with the hash that was stored beside it.</summary>
internal sealed record StoredFact(HistoryFact Fact, string? Hash);

/// <summary>Reads events off their table, with nothing between: Marten would not show what was taken out of sight.</summary>
internal static class StoredFacts
{
    /// <summary>Of the table of events as <c>e</c>.</summary>
    public const string Columns = $"""
        e.tenant_id, e.stream_id, e.version, e.id, e.type, e."timestamp", e.data::text, e.user_name, e.correlation_id, e.causation_id,
        e.headers ->> '{EventChain.Previous}', e.headers ->> '{EventChain.Hash}', e.is_archived
        """;

    /// <summary>Reads one.</summary>
    /// <param name="row">A row that has the columns.</param>
    /// <param name="first">The place of the first of them.</param>
    public static StoredFact Read(NpgsqlDataReader row, int first)
    {
        using var data = JsonDocument.Parse(row.GetString(first + 6));
        var fact = new HistoryFact(
            row.GetString(first),
            row.GetGuid(first + 1),
            row.GetInt64(first + 2),
            row.GetGuid(first + 3),
            row.GetString(first + 4),
            row.GetFieldValue<DateTimeOffset>(first + 5),
            data.RootElement.Clone(),
            Text(7),
            Text(8),
            Text(9),
            Text(10))
        {
            Archived = row.GetBoolean(first + 12),
        };
        return new StoredFact(fact, Text(11));

        string? Text(int column) => row.IsDBNull(first + column) ? null : row.GetString(first + column);
    }
}
