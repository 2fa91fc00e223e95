using System.Runtime.CompilerServices;
using GmailPlatform.Application.Audit;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class PostgresHistoryExport(NpgsqlDataSource database) : IHistoryExport
{
    private const int TilesOfABatch = 16;
    private const int MaxTextLength = 10_000;
    private const int MaxUnsequenced = 1_000_000;

    private static readonly string Leaves = $"""
        select l.tile_index * {Tile.Width} + leaf.place - 1, leaf.stream_id, leaf.version, e.seq_id is not null, {Tombstones.IsTombstone}, {StoredFacts.Columns}
        from {HistoryTables.LeafTile} l cross join unnest(l.seq_ids, l.stream_ids, l.versions) with ordinality leaf (seq_id, stream_id, version, place)
        left join {MartenSetup.Schema}.mt_events e on e.seq_id = leaf.seq_id
        where l.tile_index >= $1 and l.tile_index < $2
        """;

    private static readonly string LeafSlots = $"""
        select {Tile.Width} * greatest((select count(*) from {HistoryTables.LeafTile}), (select count(*) from {HistoryTables.Tile} where level = 0))
        """;

    private const string WithoutLeaf = $"""
        not {Tombstones.IsTombstone}
        and not exists (select from (select unnest(seq_ids) seq_id from {HistoryTables.LeafTile}) placed where placed.seq_id = e.seq_id)
        """;

    private static readonly string Unplaced = $"select e.seq_id from {MartenSetup.Schema}.mt_events e where {WithoutLeaf} order by e.seq_id limit {MaxUnsequenced}";

    private const string StillUnplaced = $"""
        select n from unnest($1) n where not exists (select from {HistoryTables.LeafTile} l where l.seq_range @> n and n = any(l.seq_ids)) order by n
        """;

    private const string AfterOtherNodes = $"select from {HistoryTables.Tree} for update";

    private const string Stray = $"""
        select {StoredFacts.Columns} from {MartenSetup.Schema}.mt_events e
        where (e.seq_id <= (select settled from {HistoryTables.Tree}) or e.seq_id = any($1)) and {WithoutLeaf}
        order by e.seq_id
        """;

    public async Task<long> CountLeafSlotsAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(LeafSlots);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public async IAsyncEnumerable<ExportedLeaf> ListLeavesAsync(long size, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var first = 0L; first * Tile.Width < size; first += TilesOfABatch)
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            var tiles = await HistoryTiles.ReadAsync(connection, Enumerable.Range(0, TilesOfABatch).Select(tile => new TileId(0, first + tile)), ct);
            var leaves = await ReadAsync(connection, first, ct);
            for (var index = first * Tile.Width; index < Math.Min(size, (first + TilesOfABatch) * Tile.Width); index++)
            {
                var hash = HashAt(tiles, index);
                yield return leaves.TryGetValue(index, out var leaf) ? leaf with { LeafHash = hash } : new ExportedLeaf(index, hash, null, null, null, null);
            }
        }
    }

    public Task<IReadOnlyList<long>> ListUnplacedAsync(CancellationToken ct) => ListNumbersAsync(new NpgsqlCommand(Unplaced), ct);

    public async Task<IReadOnlyList<long>> KeepUnplacedAsync(IReadOnlyList<long> numbers, CancellationToken ct)
    {
        await using var wait = database.CreateCommand(AfterOtherNodes);
        await wait.ExecuteNonQueryAsync(ct);
        return await ListNumbersAsync(new NpgsqlCommand(StillUnplaced) { Parameters = { new NpgsqlParameter<long[]> { TypedValue = [.. numbers] } } }, ct);
    }

    public async IAsyncEnumerable<ExportedEvent> ListStrayAsync(IReadOnlyList<long> unplaced, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.CreateCommand(Stray);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. unplaced] });
        // All of the history is compared with all of its leaves.
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return ToExport(StoredFacts.Read(rows, 0));
        }
    }

    private static async Task<Dictionary<long, ExportedLeaf>> ReadAsync(NpgsqlConnection connection, long firstTile, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Leaves, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = firstTile });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = firstTile + TilesOfABatch });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var leaves = new Dictionary<long, ExportedLeaf>();
        while (await rows.ReadAsync(ct))
        {
            var stored = rows.GetBoolean(3) ? StoredFacts.Read(rows, 5) : null;
            leaves.TryAdd(rows.GetInt64(0), new ExportedLeaf(
                rows.GetInt64(0), null, rows.IsDBNull(1) ? null : rows.GetGuid(1), rows.IsDBNull(2) ? null : rows.GetInt64(2), stored is null ? null : ToExport(stored), stored?.Hash)
            {
                IsTombstone = stored is not null && rows.GetBoolean(4),
            });
        }

        return leaves;
    }

    private async Task<IReadOnlyList<long>> ListNumbersAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (command)
        {
            // All of the history may be compared with all of its leaves.
            (command.Connection, command.CommandTimeout) = (connection, 0);
            await using var rows = await command.ExecuteReaderAsync(ct);
            var numbers = new List<long>();
            while (await rows.ReadAsync(ct))
            {
                numbers.Add(rows.GetInt64(0));
            }

            return numbers;
        }
    }

    private static ExportedEvent ToExport(StoredFact stored) =>
        new(stored.Fact, stored.Fact is null ? stored.Data[..Math.Min(stored.Data.Length, MaxTextLength)] : null);

    private static byte[]? HashAt(IReadOnlyDictionary<TileId, Tile> tiles, long index) =>
        tiles.TryGetValue(new TileId(0, index / Tile.Width), out var tile) && index % Tile.Width < tile.Count ? tile[(int)(index % Tile.Width)] : null;
}
