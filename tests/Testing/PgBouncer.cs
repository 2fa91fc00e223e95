using System.Data.Common;
using System.Globalization;
using GmailPlatform.DevHost;
using GmailPlatform.DevHost.Postgres;
using GmailPlatform.DevHost.Processes;
using Npgsql;

namespace GmailPlatform.Testing;

/// <summary>Debian's PgBouncer in front of one database, which it offers once per pool mode. Ends with the test.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private const string Executable = "/usr/sbin/pgbouncer";
    private const string ConfigurationFile = "pgbouncer.ini";
    private const string AccountFile = "accounts.txt";

    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;
    private readonly DbConnectionStringBuilder _postgres;
    private readonly int _port;

    private PgBouncer(DirectoryInfo folder, ChildProcess process, DbConnectionStringBuilder postgres, int port) =>
        (_folder, _process, _postgres, _port) = (folder, process, postgres, port);

    /// <summary>A session of PostgreSQL belongs to a client for a transaction.</summary>
    public string TransactionMode => ConnectionString("transaction");

    /// <summary>A session of PostgreSQL belongs to a client for as long as the client is connected.</summary>
    public string SessionMode => ConnectionString("session");

    /// <summary>A session of PostgreSQL belongs to a client for a statement; transactions are refused.</summary>
    public string StatementMode => ConnectionString("statement");

    /// <summary>Starts it and waits until it takes connections.</summary>
    /// <param name="postgres">Connection string of the database that it leads to.</param>
    /// <param name="poolSize">PostgreSQL sessions that clients share in the modes for transactions and statements.</param>
    /// <param name="inTurn">Whether the sessions serve in turn, and not always the one that was used last.</param>
    public static async Task<PgBouncer> StartAsync(string postgres, int poolSize = 5, bool inTurn = false)
    {
        var target = new DbConnectionStringBuilder { ConnectionString = postgres };
        var port = World.FreePort();
        var folder = Directory.CreateTempSubdirectory("gmailplatform-pgbouncer-");
        ServerAccount.LetPass(folder.FullName);
        await WriteAsync(folder, ConfigurationFile, Configuration(target, port, Path.Combine(folder.FullName, AccountFile), poolSize, inTurn));
        await WriteAsync(folder, AccountFile, $"\"{target["Username"]}\" \"{target["Password"]}\"\n");
        var process = await ChildProcess.StartAsync("PgBouncer", Program(folder), logFile: null);
        var pooler = new PgBouncer(folder, process, target, port);
        await Eventually.HoldsAsync("PgBouncer takes connections", pooler.TakesConnectionsAsync);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static ProgramStart Program(DirectoryInfo folder) => new(Executable, Path.Combine(folder.FullName, ConfigurationFile))
    {
        // It refuses root.
        Account = ServerAccount.Name,
        WorkingDirectory = "/",
    };

    private static string Configuration(DbConnectionStringBuilder target, int port, string accounts, int poolSize, bool inTurn)
    {
        var database = $"host={target["Host"]} port={target["Port"]} dbname={target["Database"]}";
        return string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            transaction = {database} pool_mode=transaction pool_size={poolSize}
            session = {database} pool_mode=session pool_size=60
            statement = {database} pool_mode=statement pool_size={poolSize}

            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {accounts}
            max_client_conn = 500
            server_round_robin = {(inTurn ? 1 : 0)}
            """);
    }

    private static async Task WriteAsync(DirectoryInfo folder, string name, string content)
    {
        var path = Path.Combine(folder.FullName, name);
        await PrivateFile.WriteAsync(path, content, CancellationToken.None);
        await ServerAccount.GiveAsync(path, CancellationToken.None);
    }

    private async Task<bool> TakesConnectionsAsync()
    {
        if (_process.Exited.IsCompleted)
        {
            throw new InvalidOperationException($"PgBouncer ended. Its last lines:{Environment.NewLine}{_process.LastLines}");
        }

        await using var connection = new NpgsqlConnection($"{SessionMode};Pooling=false;Timeout=5");
        try
        {
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException e) when (e.InnerException is System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private string ConnectionString(string database) => new DbConnectionStringBuilder
    {
        ConnectionString = _postgres.ConnectionString,
        ["Host"] = "127.0.0.1",
        ["Port"] = _port,
        ["Database"] = database,
    }.ConnectionString;
}
