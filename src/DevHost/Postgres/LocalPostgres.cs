using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>
/// A PostgreSQL server of our own on 127.0.0.1: made on first use, found again on the next, stopped on dispose, and
/// ended by the kernel when this process is killed.
/// </summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    private readonly ChildProcess _server;
    private readonly FileStream _folderLock;
    private readonly string? _ephemeralRoot;

    private LocalPostgres(ChildProcess server, string connectionString, FileStream folderLock, string? ephemeralRoot)
    {
        _server = server;
        _folderLock = folderLock;
        _ephemeralRoot = ephemeralRoot;
        ConnectionString = connectionString;
    }

    /// <summary>The superuser's, to the maintenance database.</summary>
    public string ConnectionString { get; }

    public int ProcessId => _server.Id;

    internal ChildProcess Server => _server;

    /// <summary>Starts the server of this data folder, on a free port if none is given.</summary>
    public static Task<LocalPostgres> StartAsync(string folder, int? port, CancellationToken ct) =>
        StartAsync(folder, port, logFile: null, ephemeralRoot: null, durable: true, ct);

    /// <summary>A server for tests: quick, not durable, gone on dispose.</summary>
    public static Task<LocalPostgres> StartEphemeralAsync(CancellationToken ct) => StartEphemeralAsync(durable: false, ct);

    /// <summary>A server that is gone on dispose.</summary>
    /// <param name="durable">Whether a commit waits for the disk, as in production: for measurements.</param>
    /// <param name="ct">Ends the wait for its start.</param>
    public static Task<LocalPostgres> StartEphemeralAsync(bool durable, CancellationToken ct)
    {
        var root = Directory.CreateTempSubdirectory("gmailplatform-postgres-").FullName;
        ServerAccount.LetPass(root);
        return StartAsync(Path.Combine(root, "data"), port: null, logFile: null, root, durable, ct);
    }

    /// <summary>The connection string of a database of this name, which is made when it is missing.</summary>
    public Task<string> EnsureDatabaseAsync(string name, CancellationToken ct) => PostgresDatabases.EnsureAsync(ConnectionString, name, ct);

    /// <summary>The connection string of a new, empty database.</summary>
    public Task<string> CreateDatabaseAsync(CancellationToken ct) => PostgresDatabases.CreateAsync(ConnectionString, ct);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _folderLock.DisposeAsync();
        if (_ephemeralRoot is not null)
        {
            DeleteEphemeral(_ephemeralRoot);
        }
    }

    internal static async Task<LocalPostgres> StartAsync(
        string folder, int? port, string? logFile, string? ephemeralRoot, bool durable, CancellationToken ct)
    {
        var path = Path.GetFullPath(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var held = Lock(path);
        try
        {
            var cluster = await PostgresCluster.OpenAsync(path, durable, ct);
            await OrphanPostmaster.ClearAsync(cluster.Folder, ct);
            var (server, connectionString) = await PostgresServer.StartAsync(cluster, port, logFile, durable, ct);
            return new LocalPostgres(server, connectionString, held, ephemeralRoot);
        }
        catch
        {
            await held.DisposeAsync();
            if (ephemeralRoot is not null)
            {
                DeleteEphemeral(ephemeralRoot);
            }

            throw;
        }
    }

    // The kernel gives the lock back when the process ends, however it ends.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DevHostException($"Another process uses the database in {path}: stop it first, or choose another data folder.");
        }
    }

    private static void DeleteEphemeral(string root)
    {
        if (new FileInfo(Path.Combine(root, "data")).LinkTarget is { } elsewhere && Directory.Exists(elsewhere))
        {
            Directory.Delete(elsewhere, recursive: true);
        }

        Directory.Delete(root, recursive: true);
    }
}
