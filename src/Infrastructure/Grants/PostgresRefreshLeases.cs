using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Microsoft.Extensions.Options;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class PostgresRefreshLeases(NpgsqlDataSource database, IOptions<GoogleOptions> options) : IRefreshLeases
{
    public const string TableName = $"{MartenSetup.Schema}.refresh_lease";

    /// <summary>Ends a lease; parameters: tenant, grant, owner.</summary>
    public const string Delete = $"delete from {TableName} where tenant_id = ? and grant_id = ? and owner = ?";

    /// <summary>Leases are about calls under way: one that is lost with the server's last moments costs a call, and needs no flush to disk.</summary>
    private const string WithoutFlush = "select set_config('synchronous_commit', 'off', true)";

    private const string Take = $"""
        insert into {TableName} as lease (tenant_id, grant_id, owner, generation, expires_at)
        select tenant_id, id, $3, (data ->> 'generation')::int, now() + $4
        from {MartenSetup.Schema}.mt_doc_grant where tenant_id = $1 and id = $2
        on conflict (tenant_id, grant_id) do update
        set owner = excluded.owner, generation = excluded.generation, expires_at = excluded.expires_at
        where lease.expires_at <= now()
        """;

    private const string Look = $"select generation from {TableName} where tenant_id = $1 and grant_id = $2 and expires_at > now()";

    private const string Release = $"delete from {TableName} where tenant_id = $1 and grant_id = $2 and owner = $3";

    private const string Purge = $"delete from {TableName} where expires_at <= now()";

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(150);

    /// <summary>A call to Google, and the statements around it, take no longer.</summary>
    private TimeSpan Duration => options.Value.OAuthTimeout + Margin;

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("tenant_id").AsPrimaryKey();
        table.AddColumn<Guid>("grant_id").AsPrimaryKey();
        table.AddColumn<Guid>("owner").NotNull();
        table.AddColumn<int>("generation").NotNull();
        table.AddColumn<DateTimeOffset>("expires_at").NotNull();
        return table;
    }

    public Task<RefreshLease?> TryTakeAsync(TenantId tenant, Guid grantId, CancellationToken ct) => TryTakeAsync(tenant, grantId, waitedFor: null, ct);

    public async Task<RefreshLease?> TakeAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        // Real time, as the leases' own: it is the other node that is waited for.
        using var limit = new CancellationTokenSource(2 * Duration, TimeProvider.System);
        int? waitedFor = null;
        while (!limit.IsCancellationRequested)
        {
            if (await TryTakeAsync(tenant, grantId, waitedFor, ct) is { } lease)
            {
                return lease;
            }

            var holder = await WaitAsync(tenant, grantId, limit.Token, ct);
            if (holder is null && waitedFor is null && await TryTakeAsync(tenant, grantId, waitedFor, ct) is var second)
            {
                // Nobody has it, and yet it cannot be had, unless somebody came in between: there is no such grant.
                if (second is not null || await LookAsync(tenant, grantId, ct) is null)
                {
                    return second;
                }
            }

            waitedFor = holder ?? waitedFor;
        }

        return null;
    }

    public async Task ReleaseAsync(RefreshLease lease, CancellationToken ct)
    {
        if (lease.Ended)
        {
            return;
        }

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WithoutFlush));
        batch.BatchCommands.Add(Command(Release, lease.Tenant, lease.GrantId, lease.Owner));
        await batch.ExecuteNonQueryAsync(ct);
        lease.End();
    }

    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<RefreshLease?> TryTakeAsync(TenantId tenant, Guid grantId, int? waitedFor, CancellationToken ct)
    {
        var lease = new RefreshLease(tenant, grantId, waitedFor);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WithoutFlush));
        var take = Command(Take, tenant, grantId, lease.Owner, Duration);
        batch.BatchCommands.Add(take);
        await batch.ExecuteNonQueryAsync(ct);
        return take.RecordsAffected > 0 ? lease : null;
    }

    /// <summary>Waits until nobody has the lease; answers the generation that its last holder started from, or null when nobody had it.</summary>
    private async Task<int?> WaitAsync(TenantId tenant, Guid grantId, CancellationToken limit, CancellationToken ct)
    {
        int? holder = null;
        for (var pause = FirstPause; !limit.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await LookAsync(tenant, grantId, ct) is not { } generation)
            {
                return holder;
            }

            holder = generation;
            await Task.Delay(pause, TimeProvider.System, ct);
        }

        return holder;
    }

    private async Task<int?> LookAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Look);
        command.Parameters.AddRange(Parameters(tenant, grantId));
        return await command.ExecuteScalarAsync(ct) as int?;
    }

    private static NpgsqlBatchCommand Command(string sql, TenantId tenant, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(Parameters(tenant, values));
        return command;
    }

    private static NpgsqlParameter[] Parameters(TenantId tenant, params ReadOnlySpan<object> values) =>
        [new() { Value = tenant.ToString() }, .. values.ToArray().Select(value => new NpgsqlParameter { Value = value })];
}
