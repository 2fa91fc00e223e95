using System.Net;
using System.Net.Sockets;
using GmailPlatform.DevHost.Processes;
using Npgsql;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>Starts the server program over a cluster and waits until it takes connections.</summary>
internal static class PostgresServer
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    // Worth another attempt: somebody took the free port first; processes of a killed server are still ending.
    private const string PortTaken = "Address already in use";
    private const string KilledServerStillEnding = "pre-existing shared memory block";

    public static async Task<(ChildProcess Server, string ConnectionString)> StartAsync(
        PostgresCluster cluster, int? port, string? logFile, bool durable, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ReadyLimit);
        while (true)
        {
            var chosen = port ?? FreePort();
            var server = await ChildProcess.StartAsync("PostgreSQL", Program(cluster, chosen, durable), logFile, durable ? Signals.Interrupt : Signals.Quit);
            var connectionString = ConnectionString(cluster, chosen);
            var ready = false;
            try
            {
                ready = await BecomesReadyAsync(server, connectionString, limit.Token);
                if (ready)
                {
                    return (server, connectionString);
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new DevHostException($"PostgreSQL took no connections within {ReadyLimit.TotalSeconds} seconds. Its last lines:{Environment.NewLine}{server.LastLines}");
            }
            finally
            {
                if (!ready)
                {
                    await server.DisposeAsync();
                }
            }

            if (!IsPassing(server.LastLines, port))
            {
                throw new DevHostException($"PostgreSQL does not start over {cluster.Folder}. Its last lines:{Environment.NewLine}{server.LastLines}");
            }
        }
    }

    private static bool IsPassing(string lastLines, int? port) =>
        lastLines.Contains(KilledServerStillEnding, StringComparison.Ordinal)
        || (port is null && lastLines.Contains(PortTaken, StringComparison.Ordinal));

    private static ProgramStart Program(PostgresCluster cluster, int port, bool durable)
    {
        string[] settings =
        [
            "listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=", "max_connections=200",
            .. durable ? Array.Empty<string>() : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
        ];
        return new ProgramStart(cluster.Binaries.Server, ["-D", cluster.Folder, .. settings.SelectMany(setting => new[] { "-c", setting })])
        {
            Account = ServerAccount.Name,
            WorkingDirectory = "/",
            // A fast shutdown: with SIGKILL the server's own children would outlive it for a moment.
            DeathSignal = "INT",
        };
    }

    private static string ConnectionString(PostgresCluster cluster, int port) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = PostgresCluster.Superuser,
        Password = cluster.Password,
        Database = "postgres",
    }.ConnectionString;

    /// <summary>False: the server ended instead.</summary>
    private static async Task<bool> BecomesReadyAsync(ChildProcess server, string connectionString, CancellationToken ct)
    {
        while (!server.Exited.IsCompleted)
        {
            if (await TakesConnectionsAsync(connectionString, ct))
            {
                return true;
            }

            await Task.WhenAny(server.Exited, Task.Delay(Step, ct));
            ct.ThrowIfCancellationRequested();
        }

        return false;
    }

    private static async Task<bool> TakesConnectionsAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=5");
        try
        {
            await connection.OpenAsync(ct);
            return true;
        }
        catch (NpgsqlException refusal) when (refusal.IsTransient || refusal.InnerException is SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
