using System.Globalization;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store.Connections;

/// <summary>Finds out whether a connection string leads to PostgreSQL itself or to a connection pooler, and what that keeps of a session.</summary>
internal static class SessionProbe
{
    private const string Backend = "select pg_backend_pid()";

    /// <summary>Enough for a busy pooler: each statement of it is served by whichever PostgreSQL session is free.</summary>
    private const int Rounds = 20;

    private const int Seconds = 5;

    /// <summary>Opens a connection that no pool of this process shares.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder address, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString)
        {
            Pooling = false,
            Multiplexing = false,
            MaxAutoPrepare = 0,
            Timeout = Seconds,
            CommandTimeout = Seconds,
        }.ConnectionString);
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

    /// <summary>Whether the process that serves the connection is the one that the client was told of when it connected: a pooler makes a number up.</summary>
    public static async Task<bool> IsDirectAsync(NpgsqlConnection connection, CancellationToken ct) => await BackendAsync(connection, ct) == connection.ProcessID;

    /// <summary>Null where each connection keeps its PostgreSQL session; else what shows that it does not.</summary>
    public static async Task<string?> FindSharingAsync(NpgsqlConnection connection, NpgsqlConnectionStringBuilder address, CancellationToken ct)
    {
        if (await IsDirectAsync(connection, ct))
        {
            return null;
        }

        await using var other = await OpenAsync(address, ct);
        var (own, others) = (await BackendAsync(connection, ct), await BackendAsync(other, ct));
        for (var round = 0; round < Rounds; round++)
        {
            if (own == others)
            {
                return Text($"two connections were served by PostgreSQL process {own}");
            }

            // Twice each: a pooler that takes its sessions in turn could serve two in step.
            foreach (var (asked, expected) in new[] { (connection, own), (connection, own), (other, others), (other, others) })
            {
                if (await BackendAsync(asked, ct) is var now && now != expected)
                {
                    return Text($"one connection was served by PostgreSQL processes {expected} and {now}");
                }
            }
        }

        return null;
    }

    /// <summary>Null where statements stay prepared; else what shows that they do not. A pooler can carry them from session to session.</summary>
    public static async Task<string?> FindLostStatementAsync(NpgsqlConnectionStringBuilder address, CancellationToken ct)
    {
        await using var first = await OpenAsync(address, ct);
        await using var second = await OpenAsync(address, ct);
        NpgsqlCommand[] commands = [new NpgsqlCommand(Backend, first), new NpgsqlCommand(Backend, second)];
        try
        {
            foreach (var command in commands)
            {
                await command.PrepareAsync(ct);
            }

            for (var round = 0; round < Rounds; round++)
            {
                await commands[0].ExecuteScalarAsync(ct);
                await commands[1].ExecuteScalarAsync(ct);
            }

            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicatePreparedStatement or PostgresErrorCodes.InvalidSqlStatementName)
        {
            return e.MessageText;
        }
        finally
        {
            foreach (var command in commands)
            {
                await command.DisposeAsync();
            }
        }
    }

    private static async Task<int> BackendAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Backend, connection);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
