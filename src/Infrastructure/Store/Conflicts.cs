using JasperFx;
using Marten;
using Marten.Exceptions;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

internal static class Conflicts
{
    /// <summary>Writes all of the session, or nothing: false when another writer was first.</summary>
    public static async Task<bool> TrySaveAsync(this IDocumentSession session, CancellationToken ct)
    {
        try
        {
            await session.SaveChangesAsync(ct);
            return true;
        }
        catch (Exception e) when (IsConflict(e))
        {
            StoreMetrics.Conflicts.Add(1);
            return false;
        }
    }

    /// <summary>
    /// A stream or document moved on, was made by somebody else a moment ago, or was sealed under a key that was retired a moment ago; or
    /// two writers of several grants waited for one another.
    /// </summary>
    private static bool IsConflict(Exception e) =>
        e is ConcurrencyException or ExistingStreamIdCollisionException or JasperFx.Events.ExistingStreamIdCollisionException
        || e is DocumentAlreadyExistsException
        || (e as PostgresException ?? e.InnerException as PostgresException)?.SqlState
            is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.DeadlockDetected;
}
