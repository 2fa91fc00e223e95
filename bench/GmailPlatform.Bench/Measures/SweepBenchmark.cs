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

/// <summary>Refreshes a second, and what the database alone would take.</summary>
/// <param name="Transactions">The smallest transactions, a second.</param>
/// <param name="AtOnce">Refreshes a second against an upstream that answers at once.</param>
/// <param name="Slow">Refreshes a second against an upstream that takes 100 ms, 256 in flight.</param>
internal sealed record SweepResult(double Transactions, double AtOnce, double Slow);

/// <summary>Refreshes many grants through the platform's own use case, and writes the same rows without it, by turns.</summary>
/// <param name="plan">How many.</param>
/// <param name="tenant">Whose grants.</param>
/// <param name="atOnce">The use cases over an upstream that answers at once.</param>
/// <param name="slow">The use cases over an upstream that takes 100 ms.</param>
/// <param name="first">Number of the first of <see cref="GrantsFor"/> grants of three events.</param>
internal sealed class SweepBenchmark(BenchPlan plan, TenantId tenant, IServiceProvider atOnce, IServiceProvider slow, int first)
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
            Progress.Say($"{results[^1]}");
        }

        return results[1..];
    }

    public static Table Report(IReadOnlyList<SweepResult> results)
    {
        var table = new Table("what", "a second");
        table.Add("smallest transaction with the same writes", Spread.Of(results.Select(result => result.Transactions)).Text("n0"));
        table.Add("refreshes, upstream answers at once", Spread.Of(results.Select(result => result.AtOnce)).Text("n0"));
        table.Add("ratio (target: at least 0.7)", Spread.Of(results.Select(result => result.AtOnce / result.Transactions)).Text("n2"));
        table.Add("refreshes, upstream takes 100 ms, 256 in flight (target: at least 1,500)", Spread.Of(results.Select(result => result.Slow)).Text("n0"));
        return table;
    }

    private async Task<double> RateAsync(int from, int inFlight, Func<int, CancellationToken, Task> work, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(from, plan.Sweep),
            new ParallelOptions { MaxDegreeOfParallelism = inFlight, CancellationToken = ct },
            async (number, token) => await work(number, token));
        return plan.Sweep / Stopwatch.GetElapsedTime(started).TotalSeconds;
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
