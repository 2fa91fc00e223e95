using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

internal static class UnflushedBatch
{
    private const string WithoutFlush = "select set_config('synchronous_commit', 'off', true)";

    /// <summary>
    /// Statements whose effect may be lost with the server's last moments: they need not wait for the disk. Their results begin with the second.
    /// They are one transaction, in one round trip.
    /// </summary>
    public static NpgsqlBatch CreateUnflushedBatch(this NpgsqlDataSource database, params IReadOnlyList<NpgsqlBatchCommand> commands)
    {
        var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WithoutFlush));
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
