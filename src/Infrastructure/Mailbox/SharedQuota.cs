using System.Collections.Concurrent;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Microsoft.Extensions.Options;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>
/// Budgets in PostgreSQL, by the minute. A node takes units in blocks and hands them out from memory, so that few calls ask the database;
/// what it does not hand out is lost with the minute.
/// </summary>
internal sealed class SharedQuota(NpgsqlDataSource database, IGoogleProjects projects, IOptions<GoogleOptions> options, TimeProvider clock) : IQuota
{
    private const string TableName = $"{MartenSetup.Schema}.quota_budget";

    /// <summary>
    /// Returns the usage after taking the units, or, where they would exceed the limit, the unchanged usage. A single call that costs more than the limit gets a
    /// minute of its own.
    /// </summary>
    private const string Take = $"""
        with taken as (
            insert into {TableName} as budget (key, minute, used) values ($1, $2, $3)
            on conflict (key) do update
            set used = case when budget.minute < excluded.minute then excluded.used else budget.used + excluded.used end,
                minute = greatest(budget.minute, excluded.minute)
            where budget.minute < excluded.minute or budget.used + excluded.used <= $4
            returning used)
        select used, true from taken
        union all
        select used, false from {TableName} where key = $1 and minute >= $2 and not exists (select from taken)
        """;

    private const string Purge = $"delete from {TableName} where minute < $1";

    private readonly QuotaOptions _quota = options.Value.Quota;
    private Minute _minute = new(0);

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("key").AsPrimaryKey();
        table.AddColumn<long>("minute").NotNull();
        table.AddColumn<int>("used").NotNull();
        return table;
    }

    public int CostOf(string method) => _quota.Costs.TryGetValue(method, out var configured) ? configured : QuotaCosts.Default.GetValueOrDefault(method, QuotaCosts.Other);

    public Task<QuotaState> TakeAsync(TenantId tenant, Guid grantId, int units, QuotaLane lane, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var minute = MinuteOf(now);
        return units > 0 && minute.FindBudgets(tenant, grantId) is { } budgets && TryTake(budgets, units, lane)
            ? Task.FromResult(QuotaState.Taken(budgets.Min(static budget => budget.Remaining)))
            : TakeAsync(minute, now, tenant, grantId, units, lane, ct);
    }

    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        command.Parameters.Add(new NpgsqlParameter { Value = MinuteOf(clock.GetUtcNow()).Number });
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes the units of each budget, or of none, out of what this node holds.</summary>
    private static bool TryTake(QuotaBudget[] budgets, int units, QuotaLane lane)
    {
        for (var taken = 0; taken < budgets.Length; taken++)
        {
            if (!budgets[taken].IsUnbounded && !budgets[taken].TryTake(units, lane))
            {
                Array.ForEach(budgets[..taken], budget => budget.Give(units));
                return false;
            }
        }

        return true;
    }

    private async Task<QuotaState> TakeAsync(Minute minute, DateTimeOffset now, TenantId tenant, Guid grantId, int units, QuotaLane lane, CancellationToken ct)
    {
        if (units == 0)
        {
            return QuotaState.Taken(MailboxBudget(minute, tenant, grantId).Remaining);
        }

        var project = await minute.ProjectAsync(tenant, projects, ct);
        // Always in this order: two nodes that take blocks of the same budgets must not wait for each other.
        QuotaBudget[] budgets =
        [
            MailboxBudget(minute, tenant, grantId),
            minute.Budget(QuotaScope.Tenant, $"tenant:{tenant}:{project}", _quota.TenantUnitsPerMinute),
            minute.Budget(QuotaScope.Project, $"project:{project}", _quota.ProjectUnitsPerMinute),
        ];
        minute.Remember(tenant, grantId, budgets);
        var exhausted = await TakeAsync([.. budgets.Where(budget => !budget.IsUnbounded)], minute, units, lane, ct);
        var remaining = budgets.Min(budget => budget.Remaining);
        return exhausted is null ? QuotaState.Taken(remaining) : new QuotaState(remaining, minute.TimeLeft(now), exhausted.Scope);
    }

    private QuotaBudget MailboxBudget(Minute minute, TenantId tenant, Guid grantId) =>
        minute.Budget(QuotaScope.Mailbox, $"user:{tenant}:{grantId}", _quota.UserUnitsPerMinute);

    /// <summary>Takes the units of each budget, or of none; answers the budget that does not have them.</summary>
    private async Task<QuotaBudget?> TakeAsync(List<QuotaBudget> budgets, Minute minute, int units, QuotaLane lane, CancellationToken ct)
    {
        var missing = budgets.Where(budget => !budget.TryTake(units, lane)).ToList();
        try
        {
            // Near its end a budget has no whole block any more.
            foreach (var wantsBlocks in new[] { true, false })
            {
                if (missing.Count == 0 || missing.Exists(budget => budget.Exceeds(units, lane)))
                {
                    break;
                }

                await ReserveAsync(missing, minute, units, wantsBlocks, lane, ct);
                // Other calls of this node may have brought blocks meanwhile that leave nothing to reserve.
                missing.RemoveAll(budget => budget.TryTake(units, lane));
            }
        }
        finally
        {
            if (missing.Count > 0)
            {
                budgets.Except(missing).ToList().ForEach(budget => budget.Give(units));
            }
        }

        return missing.Find(budget => budget.Exceeds(units, lane)) ?? missing.FirstOrDefault();
    }

    /// <summary>Reserves units of all budgets in one round trip; the budgets that had them are missing no longer.</summary>
    private async Task ReserveAsync(List<QuotaBudget> missing, Minute minute, int units, bool wantsBlocks, QuotaLane lane, CancellationToken ct)
    {
        // One block at a time: calls that meet would each reserve one, and leave no units to other nodes.
        var blocks = missing.Where(budget => wantsBlocks && !budget.Exceeds(budget.Block, lane) && budget.TryBeginBlock()).ToList();
        try
        {
            await ReserveAsync(missing, missing.ConvertAll(budget => blocks.Contains(budget) ? Math.Max(units, budget.Block) : units), minute, units, lane, ct);
        }
        finally
        {
            blocks.ForEach(budget => budget.EndBlock());
        }
    }

    private async Task ReserveAsync(List<QuotaBudget> missing, List<int> sizes, Minute minute, int units, QuotaLane lane, CancellationToken ct)
    {
        var answers = new List<(int Used, bool IsTaken)>();
        await using (var batch = database.CreateUnflushedBatch([.. missing.Zip(sizes, (budget, size) => TakeCommand(budget, minute, size, lane))]))
        await using (var rows = await batch.ExecuteReaderAsync(ct))
        {
            while (await rows.NextResultAsync(ct))
            {
                // No row if another node wrote the budget meanwhile: the next statement returns its usage.
                answers.Add(await rows.ReadAsync(ct) ? (rows.GetInt32(0), rows.GetBoolean(1)) : (0, false));
            }
        }

        var asked = missing.Zip(sizes, answers).ToList();
        foreach (var (budget, size, (used, isTaken)) in asked)
        {
            if (isTaken)
            {
                budget.Add(size - units, used);
                missing.Remove(budget);
            }
            else
            {
                budget.NoteUsed(used);
            }
        }
    }

    private static NpgsqlBatchCommand TakeCommand(QuotaBudget budget, Minute minute, int units, QuotaLane lane)
    {
        var command = new NpgsqlBatchCommand(Take);
        object[] parameters = [budget.Key, minute.Number, units, budget.BoundOf(lane)];
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }

    /// <summary>What is remembered of a minute is forgotten with it.</summary>
    private Minute MinuteOf(DateTimeOffset now)
    {
        var number = now.ToUnixTimeSeconds() / 60;
        var current = Volatile.Read(ref _minute);
        if (current.Number == number)
        {
            return current;
        }

        var next = new Minute(number);
        return Interlocked.CompareExchange(ref _minute, next, current) == current ? next : Volatile.Read(ref _minute);
    }

    private sealed class Minute(long number)
    {
        private readonly ConcurrentDictionary<string, QuotaBudget> _budgets = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<TenantId, string> _projects = new();
        private readonly ConcurrentDictionary<(TenantId, Guid), QuotaBudget[]> _budgetsOfMailboxes = new();

        public long Number => number;

        /// <summary>All budgets of a mailbox's calls; null before its first call of the minute.</summary>
        public QuotaBudget[]? FindBudgets(TenantId tenant, Guid grantId) => _budgetsOfMailboxes.GetValueOrDefault((tenant, grantId));

        public void Remember(TenantId tenant, Guid grantId, QuotaBudget[] budgets) => _budgetsOfMailboxes[(tenant, grantId)] = budgets;

        public QuotaBudget Budget(QuotaScope scope, string key, int limit) =>
            _budgets.GetOrAdd(key, static (key, budget) => new QuotaBudget(budget.scope, key, budget.limit), (scope, limit));

        public async Task<string> ProjectAsync(TenantId tenant, IGoogleProjects projects, CancellationToken ct) =>
            _projects.TryGetValue(tenant, out var known) ? known : _projects[tenant] = await projects.OfTenantAsync(tenant, ct);

        public TimeSpan TimeLeft(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds((number + 1) * 60) - now;
    }
}
