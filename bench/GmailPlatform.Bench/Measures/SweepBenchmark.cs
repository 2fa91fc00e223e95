using System.Diagnostics;
using GmailPlatform.Application.Grants;
using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Report;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>Transactions or refreshes.</summary>
/// <param name="Rate">A second.</param>
/// <param name="Cpu">Of one of them.</param>
internal sealed record SweepRate(double Rate, Cpu Cpu);

/// <summary>One round.</summary>
/// <param name="Transactions">The smallest transactions.</param>
/// <param name="AtOnce">Refreshes against an upstream that answers at once.</param>
/// <param name="Slow">Refreshes against an upstream that takes 100 ms.</param>
internal sealed record SweepResult(SweepRate Transactions, SweepRate AtOnce, SweepRate Slow);

/// <summary>Sweeps grants whose tokens run out, and writes the same rows without the platform, by turns.</summary>
/// <remarks>Nothing else may sweep meanwhile: no platform runs.</remarks>
/// <param name="plan">How many.</param>
/// <param name="processors">Times what both take of the processors.</param>
/// <param name="tenant">Whose grants.</param>
/// <param name="loader">Makes the grants, each of which is swept once.</param>
/// <param name="atOnce">The use cases over an upstream that answers at once.</param>
/// <param name="slow">The use cases over an upstream that takes 100 ms.</param>
/// <param name="first">The number from which on grants can be made.</param>
internal sealed class SweepBenchmark(
    BenchPlan plan, ProcessorTime processors, TenantId tenant, GrantLoader loader, IServiceProvider atOnce, IServiceProvider slow, int first)
{
    private const int Events = 3;

    /// <summary>More do not make it quicker.</summary>
    private const int InFlight = 256;

    private int _next = first;

    public async Task<IReadOnlyList<SweepResult>> RunAsync(CancellationToken ct)
    {
        var transaction = await LikeARefreshAsync(ct);
        var written = await LoadAsync(plan.Sweep, TimeSpan.FromHours(1), ct);
        var results = new List<SweepResult>();
        for (var round = 0; round <= plan.Rounds; round++)
        {
            results.Add(new SweepResult(
                await RateAsync("transactions", () => CommitAsync(transaction, written, Events + round, ct)),
                await SweepAsync("refreshes at once", atOnce, ct),
                await SweepAsync("refreshes of 100 ms", slow, ct)));
        }

        return results[1..];
    }

    public static string Report(IReadOnlyList<SweepResult> results)
    {
        var table = new Table("what", "a second", "CPU of the program each, µs", "of PostgreSQL, µs");
        Add("smallest transaction with the same writes", result => result.Transactions);
        Add("refreshes, upstream answers at once", result => result.AtOnce);
        Add("refreshes, upstream takes 100 ms", result => result.Slow);
        return $"""
            {table}
            Refreshes an upstream that answers at once allows, by transactions: {Spread.Of(results.Select(result => result.AtOnce.Rate / result.Transactions.Rate)).Text("n2")}; the target is at least 0.7.
            The target for the upstream of 100 ms is at least 1,500 a second.
            """;

        void Add(string name, Func<SweepResult, SweepRate> rate) => table.Add(
            name,
            Spread.Of(results.Select(result => rate(result).Rate)).Text("n0"),
            Spread.Of(results.Select(result => rate(result).Cpu.Program)).Text("n0"),
            Spread.Of(results.Select(result => rate(result).Cpu.Postgres)).Text("n0"));
    }

    /// <summary>Answers the number of the first of them.</summary>
    private async Task<int> LoadAsync(int count, TimeSpan validity, CancellationToken ct)
    {
        var loaded = _next;
        _next += count;
        await loader.LoadAsync(tenant, loaded, count, Events, TimeProvider.System.GetUtcNow() + validity, ct);
        return loaded;
    }

    private async Task<SmallestTransaction> LikeARefreshAsync(CancellationToken ct)
    {
        var example = await LoadAsync(1, TimeSpan.FromHours(1), ct);
        // The first use of each opens its key ring.
        await slow.RefreshAsync(tenant, example);
        await atOnce.RefreshAsync(tenant, example);
        return await SmallestTransaction.LikeAsync(atOnce.GetRequiredService<NpgsqlDataSource>(), tenant, GrantLoader.IdOf(example), ct);
    }

    private Task CommitAsync(SmallestTransaction transaction, int from, long version, CancellationToken ct) => Parallel.ForEachAsync(
        Enumerable.Range(from, plan.Sweep),
        new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = ct },
        async (number, token) => await transaction.CommitAsync(number, version, token));

    private async Task<SweepRate> SweepAsync(string name, IServiceProvider platform, CancellationToken ct)
    {
        await LoadAsync(plan.Sweep, TimeSpan.FromMinutes(-1), ct);
        return await RateAsync(name, async () =>
        {
            for (var refreshed = 0; refreshed < plan.Sweep;)
            {
                // A sweep that takes too long leaves the rest to the next.
                var swept = await platform.SendAsync(new RefreshExpiring());
                refreshed += swept is { Refreshed: > 0, Failed: 0, Skipped: 0 }
                    ? swept.Refreshed
                    : throw new InvalidOperationException($"Of {plan.Sweep} grants {refreshed} were refreshed, and then: {swept}");
            }
        });
    }

    private async Task<SweepRate> RateAsync(string name, Func<Task> work)
    {
        var (seconds, cpu) = await processors.MeasureAsync(Environment.ProcessId, TimeAsync, _ => plan.Sweep);
        var result = new SweepRate(plan.Sweep / seconds, cpu);
        Progress.Say($"{name}: {result.Rate:n0}/s, CPU {cpu.Program:n0} + {cpu.Postgres:n0} µs");
        return result;

        async Task<double> TimeAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
