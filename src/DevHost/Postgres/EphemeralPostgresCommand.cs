using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>Runs one command with an ephemeral server at its side, and answers its exit code.</summary>
internal static class EphemeralPostgresCommand
{
    // What shells answer for a program that a signal ended: 128 + SIGTERM.
    private const int Interrupted = 143;

    public static async Task<int> RunAsync(ProgramStart command, CancellationToken stop)
    {
        try
        {
            await using var postgres = await LocalPostgres.StartEphemeralAsync(stop);
            return await RunBesideAsync(postgres, command, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static async Task<int> RunBesideAsync(LocalPostgres postgres, ProgramStart command, CancellationToken stop)
    {
        var info = (command with { OwnSession = false, DeathSignal = "TERM" }).ToStartInfo();
        info.Environment[TestPostgres.Variable] = postgres.ConnectionString;
        using var process = await Launcher.StartAsync(info);
        try
        {
            await process.WaitForExitAsync(stop);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            Signals.Send(process.Id, Signals.Terminate);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}
