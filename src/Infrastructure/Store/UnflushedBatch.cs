using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

internal static class UnflushedBatch
{
    private const string WithoutFlush = "select set_config('synchronous_commit', 'off', true)";

    /// <summary>A statement whose effect may be lost with the server's last moments: it need not wait for the disk. Its result is the second.</summary>
    public static NpgsqlBatch CreateUnflushedBatch(this NpgsqlDataSource database, NpgsqlBatchCommand command)
    {
        var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WithoutFlush));
        batch.BatchCommands.Add(command);
        return batch;
    }
}
