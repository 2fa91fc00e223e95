using Marten.Events;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// Indexes on the store's own table of events, for searches by time. What is frequent and never searched for by itself (refreshes and
/// counted use by type) is left out, since each append pays for each index.
/// </summary>
internal static class HistoryIndexes
{
    /// <summary>Of use that was counted, who used; else who caused the fact.</summary>
    public const string Actor = "coalesce(data ->> 'by', user_name)";

    public const string Reason = "coalesce(data ->> 'reason', data ->> 'code')";

    private const string Newest = "\"timestamp\", seq_id";

    public static readonly IReadOnlyList<string> FrequentTypes = ["access_token_refreshed", "credentials_used"];

    public static readonly IReadOnlyList<string> TypesWithReason = ["reauthorization_required", "refresh_failed", "security_event_received"];

    private static readonly IReadOnlyList<(string Name, string Definition)> All =
    [
        ("history_by_time", $"({Newest})"),
        ("history_by_tenant", $"(tenant_id, {Newest})"),
        ("history_by_actor", $"(({Actor}), {Newest})"),
        ("history_by_correlation", "(correlation_id)"),
        ("history_by_type", $"(type, {Newest}) where {NotFrequent}"),
        ("history_by_type_of_tenant", $"(tenant_id, type, {Newest}) where {NotFrequent}"),
        ("history_by_reason", $"(({Reason}), {Newest}) where {HasReason}"),
        ("history_by_reason_of_tenant", $"(tenant_id, ({Reason}), {Newest}) where {HasReason}"),
    ];

    /// <summary>In the words of the index, so that the planner knows it.</summary>
    public static string NotFrequent => $"type not in ({List(FrequentTypes)})";

    /// <inheritdoc cref="NotFrequent" />
    public static string HasReason => $"type in ({List(TypesWithReason)})";

    public static string Create { get; } = string.Join(
        ";\n", All.Select(index => $"create index if not exists {index.Name} on {MartenSetup.Schema}.mt_events {index.Definition}"));

    public static string Drop { get; } = string.Join(";\n", All.Select(index => $"drop index if exists {MartenSetup.Schema}.{index.Name}"));

    /// <summary>Marten would drop what it does not know.</summary>
    public static void Keep(IEventStoreOptions events)
    {
        foreach (var (name, _) in All)
        {
            events.IgnoreIndex(name);
        }
    }

    private static string List(IEnumerable<string> types) => string.Join(", ", types.Select(type => $"'{type}'"));
}
