using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>
/// Gives events their leaves. Numbers of events become visible out of order, so what is behind the last leaf counts too, until every
/// transaction that could still bring something is over: from there on the history is settled.
/// </summary>
internal sealed class HistorySequencer(NpgsqlDataSource database)
{
    private const int Batch = 64 * Tile.Width;

    /// <summary>
    /// Of several nodes one is at it; the others do not wait. A mark is the last number that was seen and the first transaction that was
    /// not begun; it is passed when all before are over, and ten seconds more, for a number is drawn a moment before its transaction has one.
    /// </summary>
    private const string Lock = $"""
        select size, settled, reached, coalesce(mark_xid <= pg_snapshot_xmin(pg_current_snapshot()) and marked_at < now() - interval '10 seconds', false)
        from {HistoryTables.Tree} for update skip locked
        """;

    private const string Columns = $"e.seq_id, e.stream_id, e.version, e.headers ->> '{EventChain.Hash}'";

    /// <summary>
    /// Those that came late, whose number is behind one that has a leaf, and those that follow: by one statement, so that events that became
    /// visible together keep their order.
    /// </summary>
    private const string Next = $"""
        (select {Columns} from {MartenSetup.Schema}.mt_events e where e.seq_id = any(array(
            (select seq_id from {MartenSetup.Schema}.mt_events where seq_id > $1 and seq_id <= $2
            except select unnest(seq_ids) from {HistoryTables.LeafTile} where seq_range && int8range($1, null, '()'))
            order by 1 limit $3)))
        union all
        (select {Columns} from {MartenSetup.Schema}.mt_events e where e.seq_id > $2 order by e.seq_id limit $3)
        order by 1 limit $3
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

    private const string Settle = $"update {HistoryTables.Tree} set settled = mark, mark = null, mark_xid = null, marked_at = null";

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
        return await row.ReadAsync(ct) ? new TreeState(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetBoolean(3)) : null;
    }

    private static async Task<List<Unplaced>> ReadAsync(NpgsqlConnection connection, TreeState tree, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Next, connection) { Parameters = { Of(tree.Settled), Of(tree.Reached), Of(Batch) } };
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
        await ExecuteAsync(
            connection, AddLeaves, ct, Of(tree.Size), Of(found.Select(leaf => leaf.Number)), Of(found.Select(leaf => leaf.GrantId)), Of(found.Select(leaf => leaf.Sequence)));
        await ExecuteAsync(
            connection, AddTiles, ct, Of(edge.Changed.Keys.Select(id => id.Level)), Of(edge.Changed.Keys.Select(id => id.Index)), Of(edge.Changed.Values.Select(tile => tile.Hashes)));
        await ExecuteAsync(
            connection, $"update {HistoryTables.Tree} set size = $1, reached = $2", ct, Of(tree.Size + found.Count), Of(Math.Max(tree.Reached, found[^1].Number)));
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
    /// <param name="Settled">Nothing can come any more up to this number.</param>
    /// <param name="Reached">The largest number that has a leaf.</param>
    /// <param name="Passed">Whether the mark is.</param>
    private sealed record TreeState(long Size, long Settled, long Reached, bool Passed);

    private sealed record Unplaced(long Number, Guid GrantId, long Sequence, byte[] Hash);
}
