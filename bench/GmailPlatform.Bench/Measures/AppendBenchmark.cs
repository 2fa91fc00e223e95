using System.Diagnostics;
using GmailPlatform.Application.Audit;
using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Report;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Testing;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>Events of one way of appending.</summary>
/// <param name="Rate">A second.</param>
/// <param name="Cpu">Microseconds of all processors for each: what a busy machine disturbs less.</param>
internal sealed record AppendRate(double Rate, double Cpu);

/// <summary>One round.</summary>
/// <param name="Plain">Without hashes, tree or indexes for searches.</param>
/// <param name="Proven">The same, chained, and with leaf, tree and checkpoint made within the time.</param>
/// <param name="Searchable">The same, with the indexes for searches too.</param>
internal sealed record AppendResult(AppendRate Plain, AppendRate Proven, AppendRate Searchable);

/// <summary>What tamper evidence costs an append: the same events with and without it, by turns.</summary>
/// <remarks>Nothing else may write meanwhile: no platform runs.</remarks>
/// <param name="plan">How many.</param>
/// <param name="together">Grants of each commit.</param>
/// <param name="processors">Times what both take of the processors.</param>
/// <param name="tenant">Whose grants.</param>
/// <param name="loader">Makes the grants, each of which is appended to once.</param>
/// <param name="platform">The use cases.</param>
/// <param name="first">The number from which on grants can be made.</param>
internal sealed class AppendBenchmark(
    BenchPlan plan, int together, ProcessorTime processors, TenantId tenant, GrantLoader loader, IServiceProvider platform, int first)
{
    private const int Events = 3;
    private const int AtOnce = 16;

    private static readonly Cause Cause = new(Actor.Job("bench"), "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");

    private readonly IDocumentStore _store = platform.GetRequiredService<IDocumentStore>();
    private readonly NpgsqlDataSource _database = platform.GetRequiredService<NpgsqlDataSource>();

    private int _next = first;

    /// <summary>Appends of a round: so many that they take seconds, since a checkpoint is made within them and in service one is made each quarter of a minute.</summary>
    private int Count => CountOf(plan, together);

    public static int CountOf(BenchPlan plan, int together) => together == 1 ? plan.Sweep / 2 : 2 * plan.Sweep;

    public async Task<IReadOnlyList<AppendResult>> RunAsync(CancellationToken ct)
    {
        // What was loaded before has its leaves before the first round.
        await platform.SendAsync(new PublishCheckpoint());
        var results = new List<AppendResult>();
        for (var round = 0; round <= plan.Rounds; round++)
        {
            await SqlAsync(HistoryIndexes.Drop, ct);
            var plain = await RateAsync(proven: false, ct);
            var proven = await RateAsync(proven: true, ct);
            await SqlAsync(HistoryIndexes.Create, ct);
            results.Add(new AppendResult(plain, proven, await RateAsync(proven: true, ct)));
            Progress.Say($"appends, {together} a transaction: {plain.Rate:n0}/s, with tamper evidence {proven.Rate:n0}/s, with indexes {results[^1].Searchable.Rate:n0}/s");
        }

        return results[1..];
    }

    public static void Report(Table table, int together, IReadOnlyList<AppendResult> results)
    {
        Add("without", result => result.Plain);
        Add("with tamper evidence", result => result.Proven);
        Add("with the indexes for searches too", result => result.Searchable);

        void Add(string name, Func<AppendResult, AppendRate> of) => table.Add(
            $"{together}",
            name,
            Spread.Of(results.Select(result => of(result).Rate)).Text("n0"),
            Spread.Of(results.Select(result => of(result).Rate / result.Plain.Rate)).Text("n2"),
            Spread.Of(results.Select(result => of(result).Cpu)).Text("n0"),
            Spread.Of(results.Select(result => result.Plain.Cpu / of(result).Cpu)).Text("n2"));
    }

    private async Task<AppendRate> RateAsync(bool proven, CancellationToken ct)
    {
        var grants = await LoadAsync(ct);
        var (seconds, cpu) = await processors.MeasureAsync(Environment.ProcessId, TimeAsync, _ => Count);
        // Leaves of what was not proven are not what the next is timed by.
        await platform.SendAsync(new PublishCheckpoint());
        return new AppendRate(Count / seconds, cpu.Program + cpu.Postgres);

        async Task<double> TimeAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                grants.Chunk(together),
                new ParallelOptions { MaxDegreeOfParallelism = together == 1 ? AtOnce : 1, CancellationToken = ct },
                async (chunk, token) => await CommitAsync(chunk, proven, token));
            if (proven)
            {
                await platform.SendAsync(new PublishCheckpoint());
            }

            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    private async Task<IReadOnlyList<Grant>> LoadAsync(CancellationToken ct)
    {
        await loader.LoadAsync(tenant, _next, Count, Events, TimeProvider.System.GetUtcNow().AddHours(1), ct);
        await platform.SendAsync(new PublishCheckpoint());
        await using var session = _store.QuerySession(tenant.ToString());
        var ids = Enumerable.Range(_next, Count).Select(GrantLoader.IdOf).ToArray();
        _next += Count;
        return await session.LoadManyAsync<Grant>(ct, ids);
    }

    private async Task CommitAsync(IReadOnlyList<Grant> grants, bool proven, CancellationToken ct)
    {
        await using var session = _store.LightweightSession(tenant.ToString());
        foreach (var grant in grants)
        {
            var now = TimeProvider.System.GetUtcNow();
            GrantEvent[] facts = [new AccessTokenRefreshed(grant.Generation + 1, now.AddHours(1), "0011223344556677", NewRefreshTokenFingerprint: null, LatencyMilliseconds: 87, now)];
            if (proven)
            {
                session.Append(grant, facts, Cause);
            }
            else
            {
                AppendPlainly(session, grant, facts);
            }

            session.Store(loader.Reseal(tenant, grant));
        }

        await session.SaveChangesAsync(ct);
    }

    /// <summary>As <see cref="GrantStreams.Append"/>, but for the chain.</summary>
    private static void AppendPlainly(IDocumentSession session, Grant before, GrantEvent[] facts)
    {
        var after = facts.Aggregate(before, (grant, fact) => Grant.Evolve(grant, fact)!);
        foreach (var e in session.Events.Append(after.Id, after.Version, facts).Events)
        {
            (e.UserName, e.CorrelationId, e.CausationId) = (Cause.Actor.Name, Cause.CorrelationId, Cause.CausationId);
        }

        session.UpdateRevision(after, after.Version);
    }

    private async Task SqlAsync(string sql, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}
