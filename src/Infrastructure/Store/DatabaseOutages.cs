using GmailPlatform.Application;
using GmailPlatform.Domain;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

internal sealed class DatabaseOutages : IOutages
{
    /// <summary>Whether PostgreSQL was unavailable: hanging, unreachable, disconnected, too slow, stopping, starting or out of resources.</summary>
    public static bool Includes(Exception? exception) => exception switch
    {
        null => false,
        PostgresException refusal => IsOutage(refusal.SqlState) || IsSchemaOutOfDate(refusal),
        NpgsqlException or WorkDeadlineException => true,
        _ => Includes(exception.InnerException),
    };

    /// <summary>Whether a statement names what is not there: the database was not migrated.</summary>
    public static bool IsSchemaOutOfDate(PostgresException refusal) => refusal.SqlState
        is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction;

    public Failure? Describe(Exception exception) => !Includes(exception) ? null
        : (exception as PostgresException ?? exception.InnerException as PostgresException) is { } refusal && IsSchemaOutOfDate(refusal)
            ? CommonFailures.DatabaseUnavailable with { Detail = "The database schema of this server is out of date. Its operator runs './gmailplatform migrate'." }
            : CommonFailures.DatabaseUnavailable;

    /// <summary>
    /// SQLSTATE classes 08 (connection), 28 (password), 3D (no such database), 53 (resources) and 57 (operator), and a standby that takes no writes.
    /// </summary>
    private static bool IsOutage(string sqlState) =>
        sqlState is ['0' or '2', '8', ..] or ['3', 'D', ..] or ['5', '3' or '7', ..] or PostgresErrorCodes.ReadOnlySqlTransaction;
}
