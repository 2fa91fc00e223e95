using System.Collections.Concurrent;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>
/// The server that tests share: the one that <c>GMAILPLATFORM_TEST_POSTGRES</c> names (test.sh starts it), else an
/// ephemeral one of our own. The databases made here are dropped on dispose.
/// </summary>
public sealed class TestPostgres : IAsyncDisposable
{
    public const string Variable = "GMAILPLATFORM_TEST_POSTGRES";

    private readonly LocalPostgres? _own;
    private readonly ConcurrentBag<string> _databases = [];

    private TestPostgres(string connectionString, LocalPostgres? own)
    {
        _own = own;
        ConnectionString = connectionString;
    }

    /// <summary>The superuser's, to the maintenance database.</summary>
    public string ConnectionString { get; }

    public static async Task<TestPostgres> StartAsync(CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } shared)
        {
            return new TestPostgres(shared, own: null);
        }

        var server = await LocalPostgres.StartEphemeralAsync(ct);
        return new TestPostgres(server.ConnectionString, server);
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct)
    {
        var database = await PostgresDatabases.CreateAsync(ConnectionString, ct);
        _databases.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
            return;
        }

        foreach (var database in _databases)
        {
            await PostgresDatabases.DropAsync(ConnectionString, database, CancellationToken.None);
        }
    }
}
