using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Console;

/// <summary>Counts as far as it is quick, by the index on the state; beyond that PostgreSQL's own statistics answer.</summary>
internal sealed class PostgresGrantFigures(NpgsqlDataSource database) : IGrantFigures
{
    /// <summary>Counting so many entries of an index takes milliseconds.</summary>
    private const int CountedExactly = 10_000;

    /// <summary>How far back the outcome of refreshes is looked up.</summary>
    private const int LatestEvents = 20_000;

    private const string Grants = $"{MartenSetup.Schema}.mt_doc_grant";

    /// <summary>The state is no parameter, so that PostgreSQL plans by how many grants are in it; and in the order of the index on it, so that it is used for a state of many too.</summary>
    private static readonly IReadOnlyDictionary<GrantStatus, string> Counts = Enum.GetValues<GrantStatus>().ToDictionary(
        status => status, status => $"select count(*) from (select 1 from {Grants} where data ->> 'status' = '{status}' order by id limit {CountedExactly}) counted");

    /// <summary>Of the index on the state, what the last analysis found: each state's share of all rows.</summary>
    private static readonly string Estimates = $"""
        select common.status, (common.share * greatest(c.reltuples, 0))::bigint
        from pg_stats s, pg_class c, unnest(s.most_common_vals::text::text[], s.most_common_freqs) common (status, share)
        where s.schemaname = '{MartenSetup.Schema}' and s.tablename = 'grant_by_status' and c.oid = '{Grants}'::regclass
        """;

    private const string EndsAt = $"{MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'refreshTokenExpiresAt')";

    private static readonly string Expiring = $"""
        select count(*) from (
            (select 1 from {Grants} where data ->> 'status' = 'Active' and refresh_token_used_at < $1
                order by refresh_token_used_at limit {CountedExactly})
            union all
            (select 1 from {Grants} where data ->> 'status' = 'Active' and data ->> 'refreshTokenExpiresAt' is not null and {EndsAt} < $2
                order by {EndsAt} limit {CountedExactly})
            limit {CountedExactly}) counted
        """;

    private static readonly string Failing = $"""
        select id, (data ->> 'failedRefreshes')::int, (data ->> 'failingSince')::timestamptz, (data ->> 'retryAt')::timestamptz,
            coalesce(data ->> 'failureCause', data ->> 'failureCode')
        from (select id, data from {Grants} where data ->> 'status' = 'RefreshFailing' order by id limit {CountedExactly}) failing
        order by 3, 1 limit $1
        """;

    private static readonly string FailingSince = $"""
        select count(*) from (select data from {Grants} where data ->> 'status' = 'RefreshFailing' order by id limit {CountedExactly}) failing
        where (data ->> 'failingSince')::timestamptz < $1
        """;

    private static readonly string Refreshes = $"""
        with recent as (
            select type, timestamp at from (select type, timestamp from {MartenSetup.Schema}.mt_events order by seq_id desc limit {LatestEvents}) latest
            where type in ('access_token_refreshed', 'refresh_failed')),
        span as (select min(at) start, greatest(max(at) - min(at), interval '1 minute') / $1 width from recent)
        select start + width * slot, start + width * (slot + 1),
            count(*) filter (where type = 'access_token_refreshed')::int, count(*) filter (where type = 'refresh_failed')::int
        from (select recent.type, span.start, span.width,
                least($1 - 1, floor(extract(epoch from recent.at - span.start) / extract(epoch from span.width)))::int slot from recent, span) slotted
        group by slot, start, width order by slot
        """;

    public async Task<IReadOnlyList<GrantCount>> CountByStatusAsync(CancellationToken ct)
    {
        var counts = new List<GrantCount>();
        foreach (var (status, sql) in Counts)
        {
            var count = await ScalarAsync(sql, ct);
            counts.Add(new GrantCount(status, count, IsEstimate: count == CountedExactly));
        }

        return counts.Any(count => count.IsEstimate) ? await EstimateAsync(counts, ct) : counts;
    }

    public async Task<GrantCount> CountExpiringAsync(DateTimeOffset usedBefore, DateTimeOffset endsBefore, CancellationToken ct)
    {
        var count = await ScalarAsync(Expiring, ct, usedBefore.ToUniversalTime(), endsBefore.ToUniversalTime());
        return new GrantCount(GrantStatus.Active, count, IsEstimate: count == CountedExactly);
    }

    public Task<long> CountFailingAsync(DateTimeOffset since, CancellationToken ct) => ScalarAsync(FailingSince, ct, since.ToUniversalTime());

    public Task<IReadOnlyList<FailingGrant>> ListFailingAsync(int limit, CancellationToken ct) =>
        ReadAsync(Failing, row => new FailingGrant(row.GetGuid(0), row.GetInt32(1), MomentOf(row, 2), MomentOf(row, 3), row.IsDBNull(4) ? null : row.GetString(4)), ct, limit);

    public Task<IReadOnlyList<RefreshSpan>> ListRefreshesAsync(int spans, CancellationToken ct) => ReadAsync(
        Refreshes,
        row => new RefreshSpan(row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2), row.GetInt32(3)),
        ct,
        spans);

    /// <summary>Never less than what was counted, also before the first analysis.</summary>
    private async Task<IReadOnlyList<GrantCount>> EstimateAsync(List<GrantCount> counts, CancellationToken ct)
    {
        var estimates = (await ReadAsync(Estimates, row => (Status: row.GetString(0), Count: row.GetInt64(1)), ct)).ToDictionary(row => row.Status, row => row.Count);
        return [.. counts.Select(count => count.IsEstimate ? count with { Count = Math.Max(count.Count, estimates.GetValueOrDefault(count.Status.ToString())) } : count)];
    }

    private async Task<long> ScalarAsync(string sql, CancellationToken ct, params object[] parameters) => (await ReadAsync(sql, row => row.GetInt64(0), ct, parameters))[0];

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] parameters)
    {
        var found = new List<T>();
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            found.Add(read(rows));
        }

        return found;
    }

    private static DateTimeOffset? MomentOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
