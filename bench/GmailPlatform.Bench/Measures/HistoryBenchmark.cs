using System.Diagnostics;
using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Report;
using GmailPlatform.Testing;

namespace GmailPlatform.Bench.Measures;

/// <summary>Milliseconds of one call for a grant with a short history and for one with a long history.</summary>
internal sealed record HistoryResult(double RefreshShort, double RefreshLong, double VendShort, double VendLong);

/// <summary>Compares a grant of 10 events with one of thousands: a refresh, and the vend that follows it and so finds nothing kept in memory.</summary>
internal sealed class HistoryBenchmark(BenchPlan plan, TestTenant tenant, IServiceProvider atOnce, int shortGrant, int longGrant)
{
    public const int ShortHistory = 10;

    private const int WarmUp = 5;

    public async Task<IReadOnlyList<HistoryResult>> RunAsync(CancellationToken ct)
    {
        var results = new List<HistoryResult>();
        for (var pair = 0; pair < WarmUp + plan.HistoryPairs; pair++)
        {
            ct.ThrowIfCancellationRequested();
            // Each goes first in every other pair.
            var (one, other) = pair % 2 == 0 ? (shortGrant, longGrant) : (longGrant, shortGrant);
            var (oneRefresh, otherRefresh) = (await TimeAsync(() => atOnce.RefreshAsync(tenant.Id, one)), await TimeAsync(() => atOnce.RefreshAsync(tenant.Id, other)));
            var (oneVend, otherVend) = (await TimeAsync(() => VendAsync(one)), await TimeAsync(() => VendAsync(other)));
            results.Add(pair % 2 == 0 ? new HistoryResult(oneRefresh, otherRefresh, oneVend, otherVend) : new HistoryResult(otherRefresh, oneRefresh, otherVend, oneVend));
        }

        return results[WarmUp..];
    }

    public static Table Report(BenchPlan plan, IReadOnlyList<HistoryResult> results)
    {
        var table = new Table("what", $"{ShortHistory} events, ms", $"{plan.LongHistory:n0} events, ms", "ratio of the medians");
        Add("refresh", result => result.RefreshShort, result => result.RefreshLong);
        Add("vend after it", result => result.VendShort, result => result.VendLong);
        return table;

        void Add(string name, Func<HistoryResult, double> few, Func<HistoryResult, double> many)
        {
            var (brief, lengthy) = (Spread.Of(results.Select(few)), Spread.Of(results.Select(many)));
            table.Add(name, brief.Text("n2"), lengthy.Text("n2"), $"{lengthy.Median / brief.Median:n2}");
        }
    }

    private static async Task<double> TimeAsync(Func<Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private async Task VendAsync(int number) => await tenant.GetAsync($"v1/grants/{GrantLoader.IdOf(number)}/access-token");
}
