using System.Text.Json.Nodes;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>Chains the events of grants whose history began before there were chains: each append relies on the one before it.</summary>
internal static class HistoryChains
{
    private const string Unchained = $"""
        select tenant_id, id from {MartenSetup.Schema}.mt_doc_grant
        where data ->> 'historyHead' is null and (tenant_id, id) > ($1, $2) order by tenant_id, id limit 200
        """;

    private const string Events = $"""
        select e.seq_id, {StoredFacts.Columns} from {MartenSetup.Schema}.mt_events e
        join unnest($1, $2) grants (tenant, id) on e.tenant_id = grants.tenant and e.stream_id = grants.id
        order by e.tenant_id, e.stream_id, e.version
        """;

    private const string WriteEvents = $"""
        update {MartenSetup.Schema}.mt_events e set headers = coalesce(e.headers, '{"{}"}') || chained.headers::jsonb
        from unnest($1, $2) chained (seq_id, headers) where e.seq_id = chained.seq_id
        """;

    private const string WriteHeads = $"""
        update {MartenSetup.Schema}.mt_doc_grant d set data = d.data || jsonb_build_object('historyHead', head)
        from unnest($1, $2, $3) heads (tenant, id, head) where d.tenant_id = tenant and d.id = heads.id
        """;

    /// <summary>Each batch in a transaction of its own: one that was interrupted goes on where it ended.</summary>
    public static async Task ChainAllAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        for (var last = ("", Guid.Empty); await ReadGrantsAsync(connection, last, ct) is { Count: > 0 } grants; last = grants[^1])
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ChainAsync(connection, grants, ct);
            await transaction.CommitAsync(ct);
        }
    }

    private static async Task<List<(string Tenant, Guid Id)>> ReadGrantsAsync(NpgsqlConnection connection, (string Tenant, Guid Id) after, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Unchained, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.Tenant });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.Id });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var grants = new List<(string, Guid)>();
        while (await rows.ReadAsync(ct))
        {
            grants.Add((rows.GetString(0), rows.GetGuid(1)));
        }

        return grants;
    }

    private static async Task ChainAsync(NpgsqlConnection connection, List<(string Tenant, Guid Id)> grants, CancellationToken ct)
    {
        var heads = new Dictionary<(string Tenant, Guid Id), string>();
        var chained = new List<(long Number, string Headers)>();
        await using (var command = new NpgsqlCommand(Events, connection))
        {
            command.Parameters.Add(Of(grants.Select(grant => grant.Tenant)));
            command.Parameters.Add(Of(grants.Select(grant => grant.Id)));
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                var stored = StoredFacts.Read(rows, 1).Fact
                    ?? throw new InvalidOperationException($"Event {rows.GetInt64(0)} was edited in the database, so its history cannot be chained. Restore it from a backup.");
                var grant = (stored.TenantId, stored.GrantId);
                var fact = stored with { Previous = heads.GetValueOrDefault(grant) };
                heads[grant] = Convert.ToBase64String(fact.Hash());
                var headers = new JsonObject { [EventChain.Hash] = heads[grant] };
                if (fact.Previous is not null)
                {
                    headers[EventChain.Previous] = fact.Previous;
                }

                chained.Add((rows.GetInt64(0), headers.ToJsonString()));
            }
        }

        await ExecuteAsync(connection, WriteEvents, ct, Of(chained.Select(e => e.Number)), Of(chained.Select(e => e.Headers)));
        await ExecuteAsync(connection, WriteHeads, ct, Of(heads.Keys.Select(grant => grant.Tenant)), Of(heads.Keys.Select(grant => grant.Id)), Of(heads.Values));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter<T[]> Of<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };
}
