using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Bench.Load;

/// <summary>
/// Fills the tables with a history of any size, by SQL: grants of many tenants with a year of events, in the order of time, of which most are refreshes
/// and use. Without hashes, which no search reads.
/// </summary>
internal sealed class HistoryLoader(NpgsqlDataSource database)
{
    public const int Tenants = 50;
    public const int Keys = 400;

    private const string Schema = MartenSetup.Schema;

    /// <summary>Few tenants have most of the grants.</summary>
    private const string TenantOf = $"('0190aaaa-0000-7000-8000-' || lpad(floor(50 * power((g * 0.6180339887) % 1, 3))::int::text, 12, '0'))";

    private const string IdOf = "('01910000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid";

    private const string Grants = $"""
        insert into {Schema}.mt_streams (id, type, version, timestamp, created, tenant_id, is_archived)
        select {IdOf}, 'grant', $2, now(), now(), {TenantOf}, false from generate_series(1, $1) g;
        """;

    private const string Documents = $$"""
        insert into {{Schema}}.mt_doc_grant (tenant_id, id, access_token_expires_at, refresh_token_used_at, data, mt_version, mt_last_modified, mt_dotnet_type)
        select {{TenantOf}}, {{IdOf}}, expires_at, used_at, jsonb_build_object('id', {{IdOf}}, 'status', (array['Active', 'Active', 'Active', 'Active', 'RefreshFailing', 'ReauthorizationRequired', 'Revoked'])[1 + g % 7],
            'version', $2, 'generation', $2, 'failedRefreshes', 1, 'failingSince', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'scopes', '["openid","https://www.googleapis.com/auth/gmail.readonly"]'::jsonb, 'missingScopes', '[]'::jsonb,
            'connectedAt', to_char(now() - interval '1 year', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'accessTokenExpiresAt', to_jsonb(expires_at),
            'refreshTokenUsedAt', to_jsonb(used_at), 'historyHead', 'none'), $2, now(), 'GmailPlatform.Domain.Grants.Grant'
        from (select g, now() + interval '1 hour' * g / $1 as expires_at, now() - interval '100 days' * g / $1 as used_at from generate_series(1, $1) g) timed;
        """;

    private const string Accounts = $"""
        insert into {Schema}.mt_doc_grant_account (tenant_id, id, data, mt_version, mt_last_modified, mt_dotnet_type)
        select {TenantOf}, {IdOf}, jsonb_build_object('id', {IdOf}, 'subject', '1' || lpad(g::text, 20, '0'), 'email', 'person' || g || '@example.com', 'emailKey', 'person' || g || '@example.com'),
            gen_random_uuid(), now(), 'GmailPlatform.Infrastructure.Grants.GrantAccount'
        from generate_series(1, $1) g;
        """;

    /// <summary>One event of each grant: the place in the history is <c>$2</c> of <c>$3</c>.</summary>
    private const string Events = $$"""
        insert into {{Schema}}.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name, is_archived)
        select nextval('{{Schema}}.mt_events_sequence'), gen_random_uuid(), {{IdOf}}, $2,
            case kind
                when 'grant_connected' then jsonb_build_object('grantId', {{IdOf}}, 'at', at)
                when 'credentials_stored' then jsonb_build_object('generation', 1, 'expiresAt', at, 'refreshToken', 'Received', 'refreshTokenFingerprint', '8899aabbccddeeff', 'accessTokenFingerprint', '0011223344556677', 'at', at)
                when 'credentials_used' then jsonb_build_object('by', key, 'count', 17, 'windowStart', at, 'firstUsedAt', at, 'lastUsedAt', at, 'at', at)
                when 'refresh_failed' then jsonb_build_object('generation', $2, 'attempt', 1, 'code', (array['google_unavailable', 'google_rate_limited'])[1 + g % 2], 'retryAt', at, 'at', at)
                when 'reauthorization_required' then jsonb_build_object('generation', $2, 'reason', (array['ExpiredOrRevoked', 'RevokedByUser', 'AdminPolicy'])[1 + g % 3], 'cause', 'invalid_grant', 'at', at)
                else jsonb_build_object('generation', $2, 'expiresAt', at, 'accessTokenFingerprint', '0011223344556677', 'latencyMilliseconds', 54, 'at', at)
            end,
            kind, moment, {{TenantOf}}, null, substr(encode(sha256(((g / 5)::text || ' ' || $2)::bytea), 'hex'), 1, 32), lpad(to_hex(g), 16, '0'), null,
            case kind when 'credentials_used' then 'job:record-uses' when 'access_token_refreshed' then (case g % 4 when 0 then key else 'job:refresh-expiring' end) else key end, false
        from (
            select g, moment, to_jsonb(moment) as at, 'key:' || lpad(to_hex((g % 400 * 7919) % 400), 16, '0') as key,
                case when $2 = 1 then 'grant_connected' when $2 = 2 then 'credentials_stored' when (g + $2) % 97 = 0 then 'reauthorization_required'
                    when (g + $2) % 31 = 0 then 'refresh_failed' when (g + $2) % 2 = 0 then 'credentials_used' else 'access_token_refreshed' end as kind
            from (select g, now() - interval '1 year' * (1 - ($2 - 1 + g::float8 / $1) / $3) as moment from generate_series(1, $1) g) placed) made;
        """;

    /// <summary>Indexes are made at the end, which is quicker.</summary>
    public async Task LoadAsync(int grants, int eventsOfEach, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"set session_replication_role = replica; set synchronous_commit = off; {HistoryIndexes.Drop}", ct);
        foreach (var rows in new[] { Grants, Documents })
        {
            await ExecuteAsync(connection, rows, ct, grants, eventsOfEach);
        }

        await ExecuteAsync(connection, Accounts, ct, grants);
        for (var version = 1; version <= eventsOfEach; version++)
        {
            await ExecuteAsync(connection, Events, ct, grants, version, eventsOfEach);
            Progress.Say($"{(long)version * grants:n0} events are there.");
        }

        await ExecuteAsync(connection, $"set session_replication_role = origin; set synchronous_commit = on; {HistoryIndexes.Create}", ct);
        await ExecuteAsync(connection, "vacuum analyze", ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params int[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = parameter });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
