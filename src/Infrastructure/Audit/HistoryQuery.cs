using System.Text;
using GmailPlatform.Application.Audit;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>The SQL of a search: finds the numbers of events, newest first.</summary>
internal sealed class HistoryQuery
{
    private readonly StringBuilder _where = new($"type <> '{Tombstones.Type}'");
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Few enough to be sorted, so that the planner must not walk through all events by time in hope of them.</summary>
    private bool _few;

    private string _from = $"{MartenSetup.Schema}.mt_events";

    public static HistoryQuery Of(HistoryFilter filter, IReadOnlyList<(string Tenant, Guid Id)>? grants, HistoryPosition? after)
    {
        var query = new HistoryQuery();
        query.OfGrants(grants);
        query.WhereIs("tenant_id", filter.Tenant?.ToString());
        query.OfType(filter.EventType);
        query.OfReason(filter.Reason);
        query.WhereIs(HistoryIndexes.Actor, filter.Actor);
        query.WhereIs(HistoryIndexes.Actor, filter.ApiKey is { } key ? $"key:{key}" : null);
        query.OfCorrelation(filter.CorrelationId);
        query.Where(filter.From is { } from ? $"\"timestamp\" >= {query.Add(from.ToUniversalTime())}" : null);
        query.Where(filter.Until is { } until ? $"\"timestamp\" < {query.Add(until.ToUniversalTime())}" : null);
        query.Where(after is { } place ? $"(\"timestamp\", seq_id) < ({query.Add(place.At)}, {query.Add(place.Number)})" : null);
        return query;
    }

    public NpgsqlCommand For(NpgsqlDataSource database, int limit)
    {
        const string Newest = "order by \"timestamp\" desc, seq_id desc limit";
        var found = $"select \"timestamp\", seq_id from {_from} where {_where}";
        var command = database.CreateCommand(_few
            ? $"with found as materialized ({found}) select seq_id from found {Newest} {Add(limit)}"
            : $"select seq_id from ({found} {Newest} {Add(limit)}) found");
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    private void OfGrants(IReadOnlyList<(string Tenant, Guid Id)>? grants)
    {
        if (grants is not null)
        {
            _few = true;
            var wanted = $"unnest({Add(grants.Select(grant => grant.Tenant).ToArray())}, {Add(grants.Select(grant => grant.Id).ToArray())})";
            _from = $"{wanted} wanted (tenant, grant_id) join {_from} on tenant_id = tenant and stream_id = grant_id";
        }
    }

    /// <summary>By its name in the text, which the validator has seen: only then the planner can use an index of some types.</summary>
    private void OfType(string? type) =>
        Where(type is null ? null : HistoryIndexes.FrequentTypes.Contains(type) ? $"type = '{type}'" : $"type = '{type}' and {HistoryIndexes.NotFrequent}");

    private void OfReason(string? reason)
    {
        Where(reason is null ? null : HistoryIndexes.HasReason);
        WhereIs(HistoryIndexes.Reason, reason);
    }

    private void OfCorrelation(string? correlationId)
    {
        _few |= correlationId is not null;
        WhereIs("correlation_id", correlationId);
    }

    private void WhereIs(string column, string? value) => Where(value is null ? null : $"{column} = {Add(value)}");

    private void Where(string? condition)
    {
        if (condition is not null)
        {
            _where.Append(" and ").Append(condition);
        }
    }

    private string Add<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${_parameters.Count}";
    }
}
