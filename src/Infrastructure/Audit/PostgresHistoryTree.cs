using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class PostgresHistoryTree(NpgsqlDataSource database, HistorySequencer sequencer, HistoryTiles tiles) : IHistoryTree
{
    private const string Find = $"""
        select l.leaf_index, {StoredFacts.Columns} from {MartenSetup.Schema}.mt_events e join {HistoryTables.Leaf} l on l.seq_id = e.seq_id
        where e.tenant_id = $1 and e.stream_id = $2 and e.version = $3
        """;

    private const string FindMany = $"""
        select e.seq_id, l.leaf_index, {StoredFacts.Columns} from {MartenSetup.Schema}.mt_events e join {HistoryTables.Leaf} l on l.seq_id = e.seq_id
        where e.seq_id = any($1)
        """;

    public Task<long?> ExtendAsync(long after, CancellationToken ct) => sequencer.ExtendAsync(after, ct);

    public async Task<Checkpoint> HeadAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select origin, size from {HistoryTables.Tree}");
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var (origin, size) = (row.GetString(0), row.GetInt64(1));
        return new Checkpoint(origin, size, (await HashesOfAsync([new MerkleRange(0, size)], ct))[0]);
    }

    public Task<IReadOnlyList<byte[]>> HashesOfAsync(IReadOnlyList<MerkleRange> subtrees, CancellationToken ct) => tiles.HashesOfAsync(subtrees, ct);

    public async Task<IReadOnlyDictionary<long, HistoryLeaf>> FindAsync(IReadOnlyList<long> numbers, CancellationToken ct)
    {
        await using var command = database.CreateCommand(FindMany);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. numbers] });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var leaves = new Dictionary<long, HistoryLeaf>();
        while (await rows.ReadAsync(ct))
        {
            leaves.Add(rows.GetInt64(0), new HistoryLeaf(rows.GetInt64(1), StoredFacts.Read(rows, 2).Fact));
        }

        return leaves;
    }

    public async Task<HistoryLeaf?> FindAsync(TenantId tenant, Guid grantId, long sequence, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant.ToString() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = grantId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new HistoryLeaf(row.GetInt64(0), StoredFacts.Read(row, 1).Fact) : null;
    }
}
