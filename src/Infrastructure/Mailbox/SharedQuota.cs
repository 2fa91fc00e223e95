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

    public async Task<QuotaState> TakeAsync(TenantId tenant, Guid grantId, int units, QuotaLane lane, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var minute = MinuteOf(now);
        var user = minute.Budget($"user:{tenant}:{grantId}", _quota.UserUnitsPerMinute);
        if (units == 0)
        {
            return new QuotaState(user.Remaining, RetryAfter: null);
        }

        if (!await TakeAsync(user, minute, units, lane, ct))
        {
            return new QuotaState(user.Remaining, minute.TimeLeft(now));
        }

        var project = minute.Budget(await minute.ProjectAsync(tenant, projects, ct), _quota.ProjectUnitsPerMinute);
        if (!await TakeAsync(project, minute, units, lane, ct))
        {
            user.Give(units);
            return new QuotaState(Math.Min(user.Remaining, project.Remaining), minute.TimeLeft(now));
        }

        return new QuotaState(Math.Min(user.Remaining, project.Remaining), RetryAfter: null);
    }

    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        command.Parameters.Add(new NpgsqlParameter { Value = MinuteOf(clock.GetUtcNow()).Number });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<bool> TakeAsync(QuotaBudget budget, Minute minute, int units, QuotaLane lane, CancellationToken ct)
    {
        if (budget.IsUnbounded || budget.TryTake(units, lane))
        {
            return true;
        }

        // Near its end a budget has no whole block any more.
        foreach (var block in new[] { Math.Max(units, budget.Block), units }.Distinct())
        {
            if (budget.Exceeds(block, lane))
            {
                continue;
            }

            var (used, isTaken) = await ReserveAsync(budget, minute, block, lane, ct);
            if (isTaken)
            {
                budget.Add(block - units, used);
                return true;
            }

            budget.NoteUsed(used);
        }

        return false;
    }

    private async Task<(int Used, bool IsTaken)> ReserveAsync(QuotaBudget budget, Minute minute, int units, QuotaLane lane, CancellationToken ct)
    {
        var command = new NpgsqlBatchCommand(Take);
        object[] parameters = [budget.Key, minute.Number, units, budget.BoundOf(lane)];
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await using var batch = database.CreateUnflushedBatch(command);
        await using var rows = await batch.ExecuteReaderAsync(ct);
        await rows.NextResultAsync(ct);
        // No row if another node wrote the budget meanwhile: the next statement returns its usage.
        return await rows.ReadAsync(ct) ? (rows.GetInt32(0), rows.GetBoolean(1)) : (0, false);
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

        public long Number => number;

        public QuotaBudget Budget(string key, int limit) => _budgets.GetOrAdd(key, static (key, limit) => new QuotaBudget(key, limit), limit);

        public async Task<string> ProjectAsync(TenantId tenant, IGoogleProjects projects, CancellationToken ct) =>
            _projects.TryGetValue(tenant, out var known) ? known : _projects[tenant] = $"project:{await projects.OfTenantAsync(tenant, ct)}";

        public TimeSpan TimeLeft(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds((number + 1) * 60) - now;
    }
}
