using JasperFx;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

internal static class StoreConflicts
{
    /// <summary>Whether an insertion failed because the row is there, written by somebody else.</summary>
    public static bool IsDuplicate(this Exception e) =>
        e is DocumentAlreadyExistsException || (e as PostgresException ?? e.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.UniqueViolation;
}
