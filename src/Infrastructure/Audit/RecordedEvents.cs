using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Reads events for display. One that was edited and can no longer be read is shown as such and does not hide others: Marten would throw for the whole page.</summary>
internal sealed class RecordedEvents(NpgsqlDataSource database, IDocumentStore store)
{
    /// <summary>Columns of the table of events as <c>e</c>. Times outside the range of .NET are clamped.</summary>
    private const string Columns = """
        e.seq_id, greatest(least(e."timestamp", '9999-12-31 00:00:00+00'), '0001-01-01 00:00:00+00'), e.tenant_id, e.stream_id, e.version, e.type, e.user_name, e.correlation_id, e.data::text
        """;

    /// <summary>As the store writes events, but strict: data with a missing or null member is unreadable, so that callers never meet such an event.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<string, Type> _types = store.Options.Events.AllKnownEventTypes()
        .Where(type => type.EventType.IsSubclassOf(typeof(GrantEvent)))
        .ToDictionary(type => type.EventTypeName, type => type.EventType, StringComparer.Ordinal);

    /// <summary>The events that match an SQL condition on the table of events as <c>e</c>; the condition may end with an order and a limit.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(string condition, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand($"select {Columns} from {MartenSetup.Schema}.mt_events e where {condition}");
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var entries = new List<HistoryEntry>();
        while (await rows.ReadAsync(ct))
        {
            entries.Add(Read(rows));
        }

        return entries;
    }

    private HistoryEntry Read(NpgsqlDataReader row)
    {
        var (at, type) = (row.GetFieldValue<DateTimeOffset>(1), row.GetString(5));
        var fact = Deserialize(type, row.GetString(8)) ?? new UnreadableEvent(at);
        return new HistoryEntry(
            new HistoryPosition(at, row.GetInt64(0)),
            new TenantId(Guid.TryParse(row.GetString(2), out var tenant) ? tenant : Guid.Empty),
            row.GetGuid(3),
            new RecordedEvent(row.GetInt64(4), type, fact.At, Text(6), Text(7), fact));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>Null if the data is not an event of the type.</summary>
    private GrantEvent? Deserialize(string type, string data)
    {
        try
        {
            return _types.TryGetValue(type, out var known) ? (GrantEvent?)JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(data), known, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
