using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class PostgresHistoryTree(NpgsqlDataSource database, HistorySequencer sequencer, HistoryTiles tiles) : IHistoryTree
{
    /// <summary>Numbers of events that have leaves near to one another are near, too: few tiles may hold one.</summary>
    private static readonly string Leaf = $"""
        select e.seq_id, l.tile_index * {Tile.Width} + array_position(l.seq_ids, e.seq_id) - 1, {StoredFacts.Columns}
        from {MartenSetup.Schema}.mt_events e join {HistoryTables.LeafTile} l on l.seq_range @> e.seq_id and e.seq_id = any(l.seq_ids)
        """;

    private static readonly string Find = $"{Leaf} where e.tenant_id = $1 and e.stream_id = $2 and e.version = $3";

    private static readonly string FindMany = $"{Leaf} where e.seq_id = any($1)";

    public Task<bool> ExtendAsync(CancellationToken ct) => sequencer.ExtendAsync(ct);

    public async Task<Checkpoint?> HeadAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select origin, size from {HistoryTables.Tree}");
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) && row.GetInt64(1) is var size && await tiles.HasLeavesAsync(size, ct)
            ? new Checkpoint(row.GetString(0), size, (await HashesOfAsync([new MerkleRange(0, size)], ct))[0])
            : null;
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
        return await row.ReadAsync(ct) ? new HistoryLeaf(row.GetInt64(1), StoredFacts.Read(row, 2).Fact) : null;
    }
}
