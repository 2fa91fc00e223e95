using System.Diagnostics;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Report;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;
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

/// <summary>Refreshes many grants through the platform's own use case, and writes the same rows without it, by turns.</summary>
/// <param name="plan">How many.</param>
/// <param name="processors">Times what both take of the processors.</param>
/// <param name="tenant">Whose grants.</param>
/// <param name="atOnce">The use cases over an upstream that answers at once.</param>
/// <param name="slow">The use cases over an upstream that takes 100 ms.</param>
/// <param name="first">Number of the first of <see cref="GrantsFor"/> grants of three events.</param>
internal sealed class SweepBenchmark(
    BenchPlan plan, ProcessorTime processors, TenantId tenant, IServiceProvider atOnce, IServiceProvider slow, int first)
{
    public const int Events = 3;

    private const int InFlight = 64;
    private const int InFlightSlow = 256;

    private readonly Caller _caller = new(tenant, Actor.Job("bench"));

    /// <summary>Twice as many as a sweep has: the transactions have grants of their own.</summary>
    public static int GrantsFor(BenchPlan plan) => 2 * plan.Sweep;

    public async Task<IReadOnlyList<SweepResult>> RunAsync(CancellationToken ct)
    {
        // The first use of each opens its key ring.
        await RefreshAsync(slow, first, ct);
        await RefreshAsync(atOnce, first, ct);
        var transaction = await SmallestTransaction.LikeAsync(atOnce.GetRequiredService<NpgsqlDataSource>(), tenant, GrantLoader.IdOf(first), ct);
        Progress.Say($"A refresh writes {transaction.Size} bytes of JSON.");
        var results = new List<SweepResult>();
        for (var round = 0; round <= plan.Rounds; round++)
        {
            var version = Events + round;
            results.Add(new SweepResult(
                await RateAsync(first + plan.Sweep, InFlight, (number, token) => transaction.CommitAsync(number, version, token), ct),
                await RateAsync(first, InFlight, (number, token) => RefreshAsync(atOnce, number, token), ct),
                await RateAsync(first, InFlightSlow, (number, token) => RefreshAsync(slow, number, token), ct)));
        }

        return results[1..];
    }

    public static string Report(IReadOnlyList<SweepResult> results)
    {
        var table = new Table("what", "a second", "CPU of the program each, µs", "of PostgreSQL, µs");
        Add("smallest transaction with the same writes", result => result.Transactions);
        Add("refreshes, upstream answers at once", result => result.AtOnce);
        Add($"refreshes, upstream takes 100 ms, {InFlightSlow} in flight", result => result.Slow);
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

    private async Task<SweepRate> RateAsync(int from, int inFlight, Func<int, CancellationToken, Task> work, CancellationToken ct)
    {
        var (seconds, cpu) = await processors.MeasureAsync(Environment.ProcessId, TimeAsync, _ => plan.Sweep);
        var result = new SweepRate(plan.Sweep / seconds, cpu);
        Progress.Say($"{result.Rate:n0}/s, CPU {cpu.Program:n0} + {cpu.Postgres:n0} µs");
        return result;

        async Task<double> TimeAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                Enumerable.Range(from, plan.Sweep),
                new ParallelOptions { MaxDegreeOfParallelism = inFlight, CancellationToken = ct },
                async (number, token) => await work(number, token));
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    private async Task RefreshAsync(IServiceProvider platform, int number, CancellationToken ct)
    {
        await using var scope = platform.CreateAsyncScope();
        var refreshed = await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new RefreshCredentials(_caller, GrantLoader.IdOf(number), NewerThan: null), ct);
        if (!refreshed.Succeeded(out _, out var failure))
        {
            throw new InvalidOperationException($"Grant {number} was not refreshed: {failure.Code} {failure.Reason}");
        }
    }
}
