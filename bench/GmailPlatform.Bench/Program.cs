using GmailPlatform.Bench;
using GmailPlatform.Bench.Servers;
using GmailPlatform.DevHost;
using GmailPlatform.DevHost.Processes;

using var stop = new StopRequest();
try
{
    switch (args)
    {
        case ["bare-endpoints"]:
            await BareEndpoints.RunAsync(stop.Token);
            return 0;
        case ["token-upstream"]:
            await TokenUpstream.RunAsync(stop.Token);
            return 0;
        case ["identity-upstream"]:
            await IdentityUpstream.RunAsync(stop.Token);
            return 0;
        case ["gmail-upstream"]:
            await GmailUpstream.RunAsync(stop.Token);
            return 0;
        case ["bare-forwarder"]:
            await BareForwarder.RunAsync(stop.Token);
            return 0;
        case ["--report", var file]:
            await File.WriteAllTextAsync(file, await PrintAsync(BenchPlan.Full), stop.Token);
            return 0;
        case ["--quick", .. var parts] when parts.All(BenchPlan.AllParts.Contains):
            await PrintAsync(BenchPlan.Quick with { Parts = parts is [] ? BenchPlan.AllParts : [.. BenchPlan.AllParts.Intersect(parts)] });
            return 0;
        case [_, ..] when args.All(BenchPlan.AllParts.Contains):
            await PrintAsync(BenchPlan.Full with { Parts = [.. BenchPlan.AllParts.Intersect(args)] });
            return 0;
        default:
            Console.Error.WriteLine($"Usage: bench/run.sh [--quick] [{string.Join('|', BenchPlan.AllParts)}] ...");
            return 2;
    }
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 1;
}
catch (DevHostException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

async Task<string> PrintAsync(BenchPlan plan)
{
    var report = await BenchRun.RunAsync(plan, stop.Token);
    Console.Out.WriteLine(report);
    return report;
}
