using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>Opens the one connection that listens: never pooled, and past any pooler that hands a session to several clients.</summary>
internal sealed class ListenerConnection
{
    /// <summary>What operators find in <c>pg_stat_activity</c>.</summary>
    public const string ApplicationName = "gmailplatform changes";

    private readonly string _connectionString;

    /// <summary>Throws <see cref="ArgumentException"/> when the text is not a connection string.</summary>
    public ListenerConnection(string connectionString) => _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = ApplicationName,
        Pooling = false,
        Multiplexing = false,
        // Seconds: a connection that is slower than this is as good as none.
        Timeout = 5,
        CommandTimeout = 2,
    }.ConnectionString;

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
