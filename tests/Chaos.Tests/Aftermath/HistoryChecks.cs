using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>What an auditor does: export, and verify the export by keys of their own.</summary>
internal sealed class HistoryChecks(ChaosWorld world, Violations violations, Figures figures)
{
    private const int MostFindings = 20;

    public async Task CheckAsync()
    {
        var (export, keys) = (world.PathOf("history.ndjson"), world.PathOf("keys.txt"));
        await RunAsync("audit", "checkpoint");
        await RunAsync("audit", "export", "--out", export);
        await File.WriteAllTextAsync(keys, (await RunAsync("audit", "keys")).Output);
        figures.Add("history", "events", File.ReadLines(export).LongCount());
        var verified = await RunAsync("audit", "verify", "--in", export, "--public-key", keys);
        figures.Add("history", verified.ExitCode == 0 ? "verified" : "failed verification");
    }

    private async Task<CommandOutcome> RunAsync(params string[] arguments)
    {
        var outcome = await world.Platform.RunAsync(arguments);
        if (outcome.ExitCode != 0)
        {
            var said = $"{outcome.Output}{outcome.Error}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
            violations.Add(
                Invariant.HistoryVerifies, $"{string.Join(' ', arguments)} ended with {outcome.ExitCode}, {said.Length} lines:\n{string.Join('\n', said.Take(MostFindings))}");
        }

        return outcome;
    }
}
