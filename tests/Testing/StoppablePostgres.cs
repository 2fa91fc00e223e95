using System.Diagnostics;
using GmailPlatform.DevHost.Postgres;

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

    public async Task StartAgainAsync() =>
        _server = await LocalPostgres.StartAsync(Path.Combine(_root.FullName, "data"), _port, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await StopAsync();
        }

        _root.Delete(recursive: true);
    }

    private LocalPostgres Server => _server ?? throw new InvalidOperationException("It is stopped.");
}
