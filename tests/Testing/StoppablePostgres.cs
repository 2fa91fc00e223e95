using System.Diagnostics;
using System.Globalization;
using GmailPlatform.DevHost.Postgres;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.Testing;

/// <summary>A durable PostgreSQL of a test's own, which can go away and come back at the same address.</summary>
public sealed class StoppablePostgres : IAsyncDisposable
{
    private readonly DirectoryInfo _root;
    private readonly int _port = World.FreePort();
    private LocalPostgres? _server;

    private StoppablePostgres(DirectoryInfo root) => _root = root;

    public static async Task<StoppablePostgres> StartAsync()
    {
        var root = Directory.CreateTempSubdirectory("gmailplatform-stoppable-");
        ServerAccount.LetPass(root.FullName);
        var postgres = new StoppablePostgres(root);
        await postgres.StartAgainAsync();
        return postgres;
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public Task<string> CreateDatabaseAsync() => Server.CreateDatabaseAsync(CancellationToken.None);

    /// <summary>A fast shutdown: transactions are rolled back, clients thrown out.</summary>
    public async Task StopAsync()
    {
        await Server.DisposeAsync();
        _server = null;
    }

    /// <summary>SIGKILL: what was committed is all that is left.</summary>
    public async Task KillAsync()
    {
        using (var process = Process.GetProcessById(Server.ProcessId))
        {
            process.Kill();
        }

        await StopAsync();
    }

    /// <summary>SIGSTOP to every process of it: connections stay open, new ones are taken by the kernel, and nothing answers.</summary>
    public void Hang() => Signal(Signals.Stop);

    /// <summary>SIGSTOP to the process of one connection.</summary>
    public static void Hang(int backend) => Signals.Send(backend, Signals.Stop);

    /// <summary>Goes on after <see cref="Hang()"/>.</summary>
    public void Resume() => Signal(Signals.Continue);

    public async Task StartAgainAsync() =>
        _server = await LocalPostgres.StartAsync(Path.Combine(_root.FullName, "data"), _port, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            Resume();
            await StopAsync();
        }

        _root.Delete(recursive: true);
    }

    /// <summary>The postmaster first, so that it makes no more children meanwhile.</summary>
    private void Signal(int signal)
    {
        Signals.Send(Server.ProcessId, signal);
        foreach (var child in ChildrenOf(Server.ProcessId))
        {
            Signals.Send(child, signal);
        }
    }

    /// <summary>Out of <c>/proc/PID/stat</c>: the parent is the second field after the name, which is in brackets.</summary>
    private static IEnumerable<int> ChildrenOf(int parent) =>
        from process in Process.GetProcesses()
        let stat = ReadStat(process.Id)
        where stat is not null && int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture) == parent
        select process.Id;

    private static string? ReadStat(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat");
        }
        catch (IOException)
        {
            // Ended meanwhile.
            return null;
        }
    }

    private LocalPostgres Server => _server ?? throw new InvalidOperationException("It is stopped.");
}
