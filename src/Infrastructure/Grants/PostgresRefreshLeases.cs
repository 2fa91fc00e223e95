using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Grants.Leases;
using GmailPlatform.Infrastructure.Store;
using Microsoft.Extensions.Options;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class PostgresRefreshLeases : IRefreshLeases
{
    public const string TableName = $"{MartenSetup.Schema}.refresh_lease";

    /// <summary>No node takes a lease for an hour: a longer one is not the platform's, and would keep a grant from being refreshed.</summary>
    private const string IsTaken = "(lease.expires_at > now() and lease.expires_at < now() + interval '1 hour')";

    private const string Wanted = "unnest($1, $2, $3) wanted (tenant_id, grant_id, owner)";

    /// <summary>
    /// Answers who has the leases then; of one that is refused, what its holder started from. In one order everywhere, so that two nodes do
    /// not wait for one another in a circle. A refusal leaves a mark: the end of such a lease is notified.
    /// </summary>
    private const string Take = $"""
        insert into {TableName} as lease (tenant_id, grant_id, owner, generation, expires_at, awaited)
        select d.tenant_id, d.id, wanted.owner, (d.data ->> 'generation')::int, now() + $4, wanted.contested
        from unnest($1, $2, $3, $5) wanted (tenant_id, grant_id, owner, contested) join {MartenSetup.Schema}.mt_doc_grant d on d.tenant_id = wanted.tenant_id and d.id = wanted.grant_id
        order by d.tenant_id, d.id
        on conflict (tenant_id, grant_id) do update
        set owner = case when {IsTaken} then lease.owner else excluded.owner end,
            generation = case when {IsTaken} then lease.generation else excluded.generation end,
            expires_at = case when {IsTaken} then lease.expires_at else excluded.expires_at end,
            awaited = {IsTaken} or excluded.awaited
        returning tenant_id, grant_id, owner, generation
        """;

    /// <summary>
    /// Answers which leases are taken and marked. The mark that a refusal left is gone with the lease it was left on: this may be the next one.
    /// A lease that ends meanwhile without a mark notifies nobody, and counts as free.
    /// </summary>
    private const string Look = $"""
        with wanted as (select * from unnest($1, $2) wanted (tenant_id, grant_id)),
        unmarked as (
            select lease.tenant_id, lease.grant_id from {TableName} lease join wanted using (tenant_id, grant_id)
            where {IsTaken} and not lease.awaited
            order by lease.tenant_id, lease.grant_id for no key update of lease),
        marked as (
            update {TableName} lease set awaited = true from unmarked
            where lease.tenant_id = unmarked.tenant_id and lease.grant_id = unmarked.grant_id
            returning lease.grant_id)
        select grant_id from marked
        union all
        select lease.grant_id from {TableName} lease join wanted using (tenant_id, grant_id) where {IsTaken} and lease.awaited
        """;

    private static readonly string Release = EndLease.Notifying($"""
        delete from {TableName} lease using {Wanted}
        where lease.tenant_id = wanted.tenant_id and lease.grant_id = wanted.grant_id and lease.owner = wanted.owner
        returning lease.grant_id, lease.awaited
        """);

    private const string Purge = $"delete from {TableName} lease where not {IsTaken}";

    private const int LargestBatch = 200;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(150);

    /// <summary>While releases are notified: a holder that dies notifies nobody.</summary>
    private static readonly TimeSpan NotifiedPause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _database;
    private readonly LeaseReleases _released;
    private readonly Batcher<RefreshLease, Holder?> _takes;
    private readonly Batcher<RefreshLease, bool> _releases;
    private readonly Batcher<(TenantId Tenant, Guid GrantId), bool> _looks;

    public PostgresRefreshLeases(NpgsqlDataSource database, LeaseReleases released, IOptions<GoogleOptions> options)
    {
        (_database, _released, Duration) = (database, released, options.Value.OAuthTimeout + Margin);
        _takes = new Batcher<RefreshLease, Holder?>(lanes: 1, LargestBatch, TakeAsync);
        _releases = new Batcher<RefreshLease, bool>(lanes: 1, LargestBatch, ReleaseAsync);
        _looks = new Batcher<(TenantId, Guid), bool>(lanes: 1, LargestBatch, AreHeldAsync);
    }

    /// <summary>By which time a lease is looked at that no notification tells of. Real time, as the leases' own.</summary>
    public TimeProvider PollTime { get; init; } = TimeProvider.System;

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
        table.AddColumn<bool>("awaited").NotNull().DefaultValueByExpression("false");
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
        // One statement cannot meet a row twice: of two that want the same grant, the first gets it, and the other is refused.
        var grants = wanted.GroupBy(lease => (lease.Tenant, lease.GrantId)).ToList();
        await using var batch = Batch(Take, [.. grants.Select(group => group.First())]);
        batch.BatchCommands[^1].Parameters.Add(new NpgsqlParameter { Value = Duration });
        batch.BatchCommands[^1].Parameters.Add(new NpgsqlParameter { Value = grants.Select(group => group.Skip(1).Any()).ToArray() });
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

    /// <summary>Waits until the lease's end is notified, or until a look finds that nobody has it.</summary>
    private async Task WaitAsync(TenantId tenant, Guid grantId, CancellationToken limit, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit, ct);
        var (pause, released) = (FirstPause, Task.CompletedTask);
        try
        {
            do
            {
                released = _released.NextAsync(grantId);
                if (!await _looks.AddAsync((tenant, grantId)).WaitAsync(ct))
                {
                    return;
                }

                // The time is that of the other node's call to Google.
                using var waiting = WorkDeadline.Suspend();
                await Task.WhenAny(released, Task.Delay(_released.AreHeard ? NotifiedPause : pause, PollTime, stop.Token));
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            while (!released.IsCompleted && !stop.IsCancellationRequested);
        }
        finally
        {
            await stop.CancelAsync();
            if (!released.IsCompleted)
            {
                // Nobody else may wait for this notification; whoever does looks again.
                _released.Wake(grantId);
            }
        }

        ct.ThrowIfCancellationRequested();
    }

    /// <summary>One reading for all who look at once.</summary>
    private async Task<IReadOnlyList<bool>> AreHeldAsync(IReadOnlyList<(TenantId Tenant, Guid GrantId)> leases)
    {
        var look = new NpgsqlBatchCommand(Look);
        look.Parameters.Add(new NpgsqlParameter { Value = leases.Select(lease => lease.Tenant.ToString()).ToArray() });
        look.Parameters.Add(new NpgsqlParameter { Value = leases.Select(lease => lease.GrantId).ToArray() });
        await using var batch = _database.CreateUnflushedBatch(look);
        var held = new HashSet<Guid>();
        await using var rows = await batch.ExecuteReaderAsync();
        await rows.NextResultAsync();
        while (await rows.ReadAsync())
        {
            held.Add(rows.GetGuid(0));
        }

        return [.. leases.Select(lease => held.Contains(lease.GrantId))];
    }

    /// <summary>Who has a lease.</summary>
    /// <param name="Generation">What the holder started from.</param>
    private sealed record Holder(Guid Owner, int Generation);
}
