using System.Runtime.CompilerServices;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class PostgresHistoryExport(NpgsqlDataSource database) : IHistoryExport
{
    /// <summary>Leaves of 16 tiles.</summary>
    private const int Batch = 16 * Tile.Width;

    private const string Leaves = $"""
        select l.leaf_index, l.stream_id, l.version, e.seq_id is not null, {StoredFacts.Columns}
        from {HistoryTables.Leaf} l left join {MartenSetup.Schema}.mt_events e on e.seq_id = l.seq_id
        where l.leaf_index >= $1 and l.leaf_index < $2 order by l.leaf_index
        """;

    private const string Stray = $"""
        select {StoredFacts.Columns} from {MartenSetup.Schema}.mt_events e
        where e.seq_id <= (select settled from {HistoryTables.Tree}) and not exists (select from {HistoryTables.Leaf} l where l.seq_id = e.seq_id)
        order by e.seq_id
        """;

    public async IAsyncEnumerable<ExportedLeaf> ListLeavesAsync(long size, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var start = 0L; start < size; start += Batch)
        {
            var end = Math.Min(size, start + Batch);
            await using var connection = await database.OpenConnectionAsync(ct);
            var tiles = await HistoryTiles.ReadAsync(connection, Enumerable.Range(0, Batch / Tile.Width).Select(tile => new TileId(0, (start / Tile.Width) + tile)), ct);
            var leaves = await ReadAsync(connection, start, end, ct);
            for (var index = start; index < end; index++)
            {
                var hash = HashAt(tiles, index);
                yield return leaves.TryGetValue(index, out var leaf) ? leaf with { LeafHash = hash } : new ExportedLeaf(index, hash, null, null, null, null);
            }
        }
    }

    public async IAsyncEnumerable<HistoryFact> ListStrayAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.CreateCommand(Stray);
        // All of the history is compared with all of its leaves.
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return StoredFacts.Read(rows, 0).Fact;
        }
    }

    private static async Task<Dictionary<long, ExportedLeaf>> ReadAsync(NpgsqlConnection connection, long start, long end, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Leaves, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = start });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = end });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var leaves = new Dictionary<long, ExportedLeaf>();
        while (await rows.ReadAsync(ct))
        {
            var stored = rows.GetBoolean(3) ? StoredFacts.Read(rows, 4) : null;
            leaves.Add(rows.GetInt64(0), new ExportedLeaf(rows.GetInt64(0), null, rows.GetGuid(1), rows.GetInt64(2), stored?.Fact, stored?.Hash));
        }

        return leaves;
    }

    private static byte[]? HashAt(IReadOnlyDictionary<TileId, Tile> tiles, long index) =>
        tiles.TryGetValue(new TileId(0, index / Tile.Width), out var tile) && index % Tile.Width < tile.Count ? tile[(int)(index % Tile.Width)] : null;
}
