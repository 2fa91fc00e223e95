using System.Diagnostics.Metrics;
using Marten;
using Marten.Services;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// What a session meets is thrown to whoever can tell a conflict from a fault. Marten's own logger writes all of it as errors, with SQL and
/// parameters.
/// </summary>
internal sealed class StoreLogger(ILogger<StoreLogger> logger) : IMartenLogger, IMartenSessionLogger
{
    public IMartenSessionLogger StartSession(IQuerySession session) => this;

    public void SchemaChange(string sql) => logger.LogDebug("Marten changes the database schema.");

    public void LogSuccess(NpgsqlCommand command)
    {
    }

    public void LogSuccess(NpgsqlBatch batch)
    {
    }

    public void LogFailure(NpgsqlCommand command, Exception ex) => Report(ex);

    public void LogFailure(NpgsqlBatch batch, Exception ex) => Report(ex);

    public void LogFailure(Exception ex, string message) => Report(ex);

    public void RecordSavedChanges(IDocumentSession session, IChangeSet commit)
    {
    }

    public void OnBeforeExecute(NpgsqlCommand command)
    {
    }

    public void OnBeforeExecute(NpgsqlBatch batch)
    {
    }

    private void Report(Exception ex) =>
        logger.LogDebug("A statement failed: {Exception} {SqlState}", ex.GetType().Name, (ex as PostgresException ?? ex.InnerException as PostgresException)?.SqlState);
}

/// <summary>What this node counts of its database.</summary>
internal static class StoreMetrics
{
    private static readonly Meter Meter = new("GmailPlatform");

    /// <summary>Commits that another writer forestalled; each is tried again or answered, and none is a fault.</summary>
    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("gmailplatform.store.conflicts", "{commit}", "Commits refused because another writer was first.");
}
