using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>
/// Gives events their leaves. Numbers of events become visible out of order, so the gaps behind the last leaf count too, until every
/// transaction that could still fill one is over: from there on the history is settled.
/// </summary>
internal sealed class HistorySequencer(NpgsqlDataSource database)
{
    private const int Batch = 64 * Tile.Width;

    /// <summary>PostgreSQL takes the few gaps for many and would compile their reading for longer than it takes.</summary>
    private const string WithoutJit = "set local jit = off";

    /// <summary>
    /// Of several nodes one is at it; the others do not wait. A mark is the last number that was seen and the first transaction that was
    /// not begun; it is passed when all before are over, and a minute more, for a number is drawn a moment before its transaction has one.
    /// </summary>
    private const string Lock = $"""
        {WithoutJit};
        select size, reached, coalesce(mark_xid <= pg_snapshot_xmin(pg_current_snapshot()) and marked_at < now() - interval '1 minute', false)
        from {HistoryTables.Tree} for update skip locked
        """;

    private const string Columns = $"e.seq_id, e.stream_id, e.version, e.headers ->> '{EventChain.Hash}'";

    /// <summary>
    /// Those that came late, whose number is in a gap behind one that has a leaf, and those that follow: by one statement, so that events that
    /// became visible together keep their order. The offset keeps PostgreSQL from walking along all events instead of along the gaps.
    /// </summary>
    private const string Next = $"""
        (select late.* from unnest((select gaps from {HistoryTables.Tree})) gap
            cross join lateral (select {Columns} from {MartenSetup.Schema}.mt_events e where e.seq_id >= lower(gap) and e.seq_id < upper(gap) and not {Tombstones.IsTombstone} offset 0) late)
        union all
        (select {Columns} from {MartenSetup.Schema}.mt_events e where e.seq_id > $1 and not {Tombstones.IsTombstone} order by e.seq_id limit $2)
        order by 1 limit $2
        """;

    private static readonly string AddLeaves = $"""
        insert into {HistoryTables.LeafTile} as tile (tile_index, seq_range, seq_ids, stream_ids, versions)
        select ($1 + place - 1) / {Tile.Width}, int8range(min(seq_id), max(seq_id), '[]'),
            array_agg(seq_id order by place), array_agg(stream_id order by place), array_agg(version order by place)
        from unnest($2, $3, $4) with ordinality leaf (seq_id, stream_id, version, place) group by 1
        on conflict (tile_index) do update set
            seq_range = range_merge(tile.seq_range, excluded.seq_range), seq_ids = tile.seq_ids || excluded.seq_ids,
            stream_ids = tile.stream_ids || excluded.stream_ids, versions = tile.versions || excluded.versions
        """;

    private const string AddTiles = $"""
        insert into {HistoryTables.Tile} (level, tile_index, hashes) select * from unnest($1, $2, $3)
        on conflict (level, tile_index) do update set hashes = excluded.hashes
        """;

    private const string Mark = $"""
        update {HistoryTables.Tree} set
            mark = (select coalesce(max(seq_id), 0) from {MartenSetup.Schema}.mt_events), mark_xid = pg_snapshot_xmax(pg_current_snapshot()), marked_at = now()
        where mark is null
        """;

    private const string Settle = $"""
        update {HistoryTables.Tree} set
            settled = mark, gaps = gaps * int8multirange(int8range(mark, null, '()')), mark = null, mark_xid = null, marked_at = null
        """;

    private const string Grow = $"""
        update {HistoryTables.Tree} set
            size = size + cardinality($1), reached = greatest(reached, $2),
            gaps = gaps + int8multirange(int8range(reached, greatest(reached, $2), '(]')) - (select range_agg(int8range(n, n, '[]')) from unnest($1) n)
        """;

    /// <summary>See <see cref="Application.Audit.IHistoryTree.ExtendAsync"/>.</summary>
    public async Task<bool> ExtendAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await LockAsync(connection, ct) is not { } tree)
        {
            return false;
        }

        var found = await ReadAsync(connection, tree, ct);
        if (found.Count > 0)
        {
            await AppendAsync(connection, tree, found, ct);
        }

        if (found.Count < Batch)
        {
            // Only in this order: whatever was over when the lock was taken, the reading has seen.
            await ExecuteAsync(connection, tree.Passed ? Settle : Mark, ct);
        }

        await transaction.CommitAsync(ct);
        return found.Count == Batch;
    }

    private static async Task<TreeState?> LockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Lock, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new TreeState(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2)) : null;
    }

    private static async Task<List<Unplaced>> ReadAsync(NpgsqlConnection connection, TreeState tree, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Next, connection) { Parameters = { Of(tree.Reached), Of(Batch) } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<Unplaced>();
        while (await rows.ReadAsync(ct))
        {
            found.Add(new Unplaced(rows.GetInt64(0), rows.GetGuid(1), rows.GetInt64(2), MerkleTree.HashLeaf(DataOf(rows.IsDBNull(3) ? "" : rows.GetString(3)))));
        }

        return found;
    }

    /// <summary>The leaf's data is the event's stored hash. What was forged without one has no data, which the verifier finds to be none of its.</summary>
    private static byte[] DataOf(string hash)
    {
        var data = new byte[Tile.HashSize];
        return Convert.TryFromBase64String(hash, data, out var length) && length == data.Length ? data : [];
    }

    private static async Task AppendAsync(NpgsqlConnection connection, TreeState tree, List<Unplaced> found, CancellationToken ct)
    {
        var edge = TileEdge.Of(tree.Size, await HistoryTiles.ReadAsync(connection, TileEdge.TilesAt(tree.Size), ct));
        found.ForEach(leaf => edge.Append(leaf.Hash));
        var numbers = found.Select(leaf => leaf.Number).ToList();
        await ExecuteAsync(
            connection, AddLeaves, ct, Of(tree.Size), Of<long>(numbers), Of(found.Select(leaf => leaf.GrantId)), Of(found.Select(leaf => leaf.Sequence)));
        await ExecuteAsync(
            connection, AddTiles, ct, Of(edge.Changed.Keys.Select(id => id.Level)), Of(edge.Changed.Keys.Select(id => id.Index)), Of(edge.Changed.Values.Select(tile => tile.Hashes)));
        await ExecuteAsync(connection, Grow, ct, Of<long>(numbers), Of(numbers[^1]));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter<T> Of<T>(T value)
        where T : struct => new() { TypedValue = value };

    private static NpgsqlParameter<T[]> Of<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };

    /// <summary>The tree as it rests.</summary>
    /// <param name="Reached">The largest number that has a leaf.</param>
    /// <param name="Passed">Whether the mark is.</param>
    private sealed record TreeState(long Size, long Reached, bool Passed);

    private sealed record Unplaced(long Number, Guid GrantId, long Sequence, byte[] Hash);
}
