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
        // SQLSTATE classes 08 (connection), 53 (resources) and 57 (operator), and a standby that takes no writes.
        PostgresException refusal => refusal.SqlState is ['0', '8', ..] or ['5', '3' or '7', ..] or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException or WorkDeadlineException => true,
        _ => Includes(exception.InnerException),
    };

    public Failure? Describe(Exception exception) => Includes(exception) ? CommonFailures.DatabaseUnavailable : null;
}
