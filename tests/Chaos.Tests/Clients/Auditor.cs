using GmailPlatform.Application.Audit;
using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Exports the history again and again while it grows: each export verifies, whatever is being written or was broken off.</summary>
internal sealed class Auditor(ChaosWorld world, Troubles databaseTroubles, Violations violations, Figures figures, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken stop)
    {
        await Holding.ForAsync(Pause, stop);
        while (!stop.IsCancellationRequested)
        {
            await VerifyAsync();
            await Holding.ForAsync(Pause, stop);
        }
    }

    private async Task VerifyAsync()
    {
        var started = clock.GetUtcNow();
        // Some may be of a server that was killed since the last export.
        world.Platform.ForgetConnections();
        try
        {
            var path = world.PathOf("growing-history.ndjson");
            await using (var file = File.Create(path))
            {
                await world.Platform.Services.SendAsync(new ExportHistory(file));
            }

            using var export = File.OpenText(path);
            var verified = await world.Platform.Services.SendAsync(new VerifyExport(export, PublicKeys: null, Witness: null));
            figures.Add("exports while the history grew", verified.Findings.Count == 0 ? "verified" : "failed verification");
            foreach (var finding in verified.Findings.Take(3))
            {
                violations.Add(Invariant.HistoryVerifies, $"while it grew, with {verified.Size} events: {finding}");
            }
        }
        catch (Exception e) when (databaseTroubles.Since(started))
        {
            figures.Add("exports while the history grew", $"not had: {e.GetType().Name}");
        }
    }
}
