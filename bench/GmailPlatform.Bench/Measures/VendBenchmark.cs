using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Report;
using GmailPlatform.DevHost;

namespace GmailPlatform.Bench.Measures;

/// <summary>An endpoint under measure.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Target">What is asked.</param>
/// <param name="ProcessId">The process that answers.</param>
internal sealed record Endpoint(string Name, Target Target, int ProcessId, Asks Asks);

/// <summary>What a load asks an endpoint for.</summary>
internal enum Asks
{
    ForOneGrant,

    /// <summary>Comes round to the first again: for an endpoint that keeps nothing in memory.</summary>
    ForGrantsInTurn,

    /// <summary>Grants that no load has asked for before.</summary>
    ForEachGrantOnce,
}

/// <summary>One load of one endpoint.</summary>
/// <param name="Cpu">Of one answer.</param>
internal sealed record VendResult(Endpoint Endpoint, int Connections, int Round, LoadResult Load, Cpu Cpu);

/// <summary>Loads the platform and the bare endpoints by turns.</summary>
internal sealed class VendBenchmark(BenchPlan plan, ProcessorTime processors, IReadOnlyList<Endpoint> endpoints)
{
    /// <summary>One round more than the plan asks for: the first only warms up.</summary>
    public async Task<IReadOnlyList<VendResult>> RunAsync(CancellationToken ct)
    {
        var results = new List<VendResult>();
        var next = 0;
        for (var round = 0; round <= plan.Rounds; round++)
        {
            foreach (var connections in BenchPlan.Connections)
            {
                var walk = new Walk(next, BenchPlan.WalkOf(connections), Once: true);
                next += walk.Count;
                foreach (var endpoint in endpoints)
                {
                    results.Add(await LoadAsync(endpoint, connections, round, walk, ct));
                }
            }
        }

        return [.. results.Where(result => result.Round > 0)];
    }

    private async Task<VendResult> LoadAsync(Endpoint endpoint, int connections, int round, Walk walk, CancellationToken ct)
    {
        var (load, cpu) = await processors.MeasureAsync(
            endpoint.ProcessId,
            () => endpoint.Asks switch
            {
                Asks.ForOneGrant => Wrk.RunAsync(endpoint.Target, connections, plan.Seconds, walk: null, ct),
                var asks => Wrk.RunAsync(endpoint.Target, connections, BenchPlan.WalkSeconds, walk with { Once = asks is Asks.ForEachGrantOnce }, ct),
            },
            load => Math.Max(load.Requests, 1));
        if (load.Requests == 0 && round > 0)
        {
            throw new DevHostException($"{endpoint.Name} answered nothing to {connections} connections: this machine is too busy to measure anything.");
        }

        var result = new VendResult(endpoint, connections, round, load, cpu);
        Progress.Say($"{endpoint.Name}, {connections} connections: {load.Rate:n0}/s, p99 {load.P99:n0} µs, CPU {cpu.Program:n0} + {cpu.Postgres:n0} µs");
        return result;
    }
}

/// <summary>What the numbers are compared by.</summary>
internal sealed class VendReport(IReadOnlyList<VendResult> results)
{
    public Table Rates()
    {
        var table = new Table("connections", "endpoint", "answers a second", "p99, µs", "CPU of the server an answer, µs", "of PostgreSQL, µs");
        foreach (var cell in results.GroupBy(result => (result.Connections, result.Endpoint.Name)))
        {
            table.Add(
                $"{cell.Key.Connections}",
                cell.Key.Name,
                Spread.Of(cell.Select(result => result.Load.Rate)).Text("n0"),
                Spread.Of(cell.Select(result => result.Load.P99)).Text("n0"),
                Spread.Of(cell.Select(result => result.Cpu.Program)).Text("n0"),
                Spread.Of(cell.Select(result => result.Cpu.Postgres)).Text("n0"));
        }

        return table;
    }

    /// <summary>Ratios within a round, since the machine's own weather passes over both.</summary>
    public void AddRatios(Table table, string name, Endpoint platform, Endpoint bare)
    {
        foreach (var connections in BenchPlan.Connections)
        {
            table.Add(
                $"{connections}",
                name,
                Ratio(platform, bare, connections, result => result.Load.Rate).Text("n2"),
                Ratio(platform, bare, connections, result => result.Load.P99).Text("n2"),
                Ratio(platform, bare, connections, result => result.Cpu.Program).Text("n2"));
        }
    }

    private Spread Ratio(Endpoint platform, Endpoint bare, int connections, Func<VendResult, double> number)
    {
        var (above, below) = (Of(platform), Of(bare));
        return Spread.Of(above.Zip(below, (one, other) => number(one) / number(other)));

        IEnumerable<VendResult> Of(Endpoint endpoint) =>
            results.Where(result => result.Endpoint == endpoint && result.Connections == connections).OrderBy(result => result.Round);
    }
}
