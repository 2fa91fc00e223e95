using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Microsoft.Extensions.Options;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class PostgresRefreshLeases : IRefreshLeases
{
    public const string TableName = $"{MartenSetup.Schema}.refresh_lease";

    /// <summary>Ends a lease; parameters: tenant, grant, owner.</summary>
    public const string Delete = $"delete from {TableName} where tenant_id = ? and grant_id = ? and owner = ?";

    private const string Wanted = "unnest($1, $2, $3) wanted (tenant_id, grant_id, owner)";

    /// <summary>
    /// Answers who has the leases then; of one that is refused, what its holder started from. In one order everywhere, so that two nodes do
    /// not wait for one another in a circle.
    /// </summary>
    private const string Take = $"""
        insert into {TableName} as lease (tenant_id, grant_id, owner, generation, expires_at)
        select d.tenant_id, d.id, wanted.owner, (d.data ->> 'generation')::int, now() + $4
        from {Wanted} join {MartenSetup.Schema}.mt_doc_grant d on d.tenant_id = wanted.tenant_id and d.id = wanted.grant_id
        order by d.tenant_id, d.id
        on conflict (tenant_id, grant_id) do update
        set owner = case when lease.expires_at > now() then lease.owner else excluded.owner end,
            generation = case when lease.expires_at > now() then lease.generation else excluded.generation end,
            expires_at = case when lease.expires_at > now() then lease.expires_at else excluded.expires_at end
        returning tenant_id, grant_id, owner, generation
        """;

    private const string Look = $"select 1 from {TableName} where tenant_id = $1 and grant_id = $2 and expires_at > now()";

    private const string Release = $"""
        delete from {TableName} lease using {Wanted}
        where lease.tenant_id = wanted.tenant_id and lease.grant_id = wanted.grant_id and lease.owner = wanted.owner
        """;

    private const string Purge = $"delete from {TableName} where expires_at <= now()";

    private const int LargestBatch = 200;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(150);

    private readonly NpgsqlDataSource _database;
    private readonly Batcher<RefreshLease, Holder?> _takes;
    private readonly Batcher<RefreshLease, bool> _releases;

    public PostgresRefreshLeases(NpgsqlDataSource database, IOptions<GoogleOptions> options)
    {
        (_database, Duration) = (database, options.Value.OAuthTimeout + Margin);
        _takes = new Batcher<RefreshLease, Holder?>(lanes: 1, LargestBatch, TakeAsync);
        _releases = new Batcher<RefreshLease, bool>(lanes: 1, LargestBatch, ReleaseAsync);
    }

    /// <summary>A call to Google that begins within the margin, and the statements around it, take no longer.</summary>
    private TimeSpan Duration { get; }

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

    public async Task<RefreshLease?> TryTakeAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        var lease = new RefreshLease(tenant, grantId, waitedFor: null, Margin);
        return (await WantAsync(lease, ct))?.Owner == lease.Owner ? lease : null;
    }

    public async Task<RefreshLease?> TakeAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        // Real time, as the leases' own: it is the other node that is waited for.
        using var limit = new CancellationTokenSource(2 * Duration, TimeProvider.System);
        int? waitedFor = null;
        while (!limit.IsCancellationRequested)
        {
            var lease = new RefreshLease(tenant, grantId, waitedFor, Margin);
            if (await WantAsync(lease, ct) is not var (owner, generation))
            {
                return null;
            }

            if (owner == lease.Owner)
            {
                return lease;
            }

            // The first of several: what any of them got is newer than what there was when this one came.
            waitedFor ??= generation;
            await WaitAsync(tenant, grantId, limit.Token, ct);
        }

        return null;
    }

    public async Task ReleaseAsync(RefreshLease lease, CancellationToken ct)
    {
        if (lease.Ended)
        {
            return;
        }

        await _releases.AddAsync(lease).WaitAsync(ct);
        lease.End();
    }

    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        await using var command = _database.CreateCommand(Purge);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Who has the lease then, this one or another; null when the tenant has no such grant.</summary>
    private Task<Holder?> WantAsync(RefreshLease lease, CancellationToken ct)
    {
        // Only before: a lease that nobody waits for any more would stay taken.
        ct.ThrowIfCancellationRequested();
        return _takes.AddAsync(lease);
    }

    private async Task<IReadOnlyList<Holder?>> TakeAsync(IReadOnlyList<RefreshLease> wanted)
    {
        // One statement cannot meet a row twice: of two that want the same grant, the first gets it.
        await using var batch = Batch(Take, [.. wanted.DistinctBy(lease => (lease.Tenant, lease.GrantId))]);
        batch.BatchCommands[^1].Parameters.Add(new NpgsqlParameter { Value = Duration });
        var holders = new Dictionary<(string Tenant, Guid GrantId), Holder>();
        await using var rows = await batch.ExecuteReaderAsync();
        await rows.NextResultAsync();
        while (await rows.ReadAsync())
        {
            holders[(rows.GetString(0), rows.GetGuid(1))] = new Holder(rows.GetGuid(2), rows.GetInt32(3));
        }

        return [.. wanted.Select(lease => holders.GetValueOrDefault((lease.Tenant.ToString(), lease.GrantId)))];
    }

    private async Task<IReadOnlyList<bool>> ReleaseAsync(IReadOnlyList<RefreshLease> ended)
    {
        await using var batch = Batch(Release, ended);
        await batch.ExecuteNonQueryAsync();
        return [.. ended.Select(_ => true)];
    }

    private NpgsqlBatch Batch(string sql, IReadOnlyList<RefreshLease> leases)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = leases.Select(lease => lease.Tenant.ToString()).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = leases.Select(lease => lease.GrantId).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = leases.Select(lease => lease.Owner).ToArray() });
        // Leases are about calls under way: one that is lost with the server's last moments costs a call.
        return _database.CreateUnflushedBatch(command);
    }

    /// <summary>Waits until nobody has the lease.</summary>
    private async Task WaitAsync(TenantId tenant, Guid grantId, CancellationToken limit, CancellationToken ct)
    {
        // The other node's call to Google is what takes time.
        using var waiting = WorkDeadline.Suspend();
        var pause = FirstPause;
        while (!limit.IsCancellationRequested && await IsHeldAsync(tenant, grantId, ct))
        {
            await Task.Delay(pause, TimeProvider.System, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> IsHeldAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(Look);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.ToString() });
        command.Parameters.Add(new NpgsqlParameter { Value = grantId });
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    /// <summary>Who has a lease.</summary>
    /// <param name="Generation">What the holder started from.</param>
    private sealed record Holder(Guid Owner, int Generation);
}
