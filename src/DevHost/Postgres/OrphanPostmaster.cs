using System.Globalization;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>Clears what an earlier server left in <c>postmaster.pid</c>: a process still running, or the id of a stranger.</summary>
internal static class OrphanPostmaster
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task ClearAsync(string folder, CancellationToken ct)
    {
        var pidFile = Path.Combine(folder, "postmaster.pid");
        if (!File.Exists(pidFile) || await ReadProcessIdAsync(pidFile, ct) is not { } processId)
        {
            return;
        }

        if (ServesFolder(processId, folder))
        {
            await StopAsync(processId, folder, ct);
        }
        else if (Directory.Exists($"/proc/{processId}"))
        {
            // The id was given to another program meanwhile; PostgreSQL would take that one for a running server.
            // Of an id that nobody has, PostgreSQL makes sure by itself that nothing is left.
            File.Delete(pidFile);
        }
    }

    private static async Task<int?> ReadProcessIdAsync(string pidFile, CancellationToken ct) =>
        (await File.ReadAllLinesAsync(pidFile, ct)) is [var first, ..]
        && int.TryParse(first, CultureInfo.InvariantCulture, out var processId) ? processId : null;

    // A server's working directory is its data folder; a zombie has none.
    private static bool ServesFolder(int processId, string folder) =>
        string.Equals(new FileInfo($"/proc/{processId}/cwd").LinkTarget, folder, StringComparison.Ordinal);

    private static async Task StopAsync(int processId, string folder, CancellationToken ct)
    {
        Signals.Send(processId, Signals.Interrupt);
        for (var waited = TimeSpan.Zero; ServesFolder(processId, folder); waited += Step)
        {
            if (waited > Limit)
            {
                throw new DevHostException($"A PostgreSQL server (process {processId}) still uses {folder} and does not stop.");
            }

            await Task.Delay(Step, ct);
        }
    }
}
