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
    private const int Batch = 2_000;

    /// <summary>
    /// Of several nodes one is at it; the others do not wait. A mark is the last number that was seen and the first transaction that was
    /// not begun; it is passed when all before are over, and a minute more, for a number is drawn a moment before its transaction has one.
    /// </summary>
    private const string Lock = $"""
        select size, settled, coalesce(mark_xid <= pg_snapshot_xmin(pg_current_snapshot()) and marked_at < now() - interval '1 minute', false)
        from {HistoryTables.Tree} for update skip locked
        """;

    private const string Next = $"""
        select e.seq_id, {StoredFacts.Columns} from {MartenSetup.Schema}.mt_events e
        where e.seq_id > $1 and not exists (select from {HistoryTables.Leaf} l where l.seq_id = e.seq_id)
        order by e.seq_id limit $2
        """;

    private const string AddLeaves = $"""
        insert into {HistoryTables.Leaf} (leaf_index, seq_id, stream_id, version)
        select $1 + place - 1, seq_id, stream_id, version from unnest($2, $3, $4) with ordinality leaf (seq_id, stream_id, version, place)
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
    public async Task<long?> ExtendAsync(long after, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await LockAsync(connection, ct) is not var (size, settled, passed))
        {
            return null;
        }

        var found = await ReadAsync(connection, Math.Max(after, settled), ct);
        if (found.Count == 0 && after > settled)
        {
            // What came late stands behind.
            found = await ReadAsync(connection, settled, ct);
        }

        if (found.Count > 0)
        {
            await AppendAsync(connection, size, found, ct);
        }
        else
        {
            // Only in this order: whatever was over when the lock was taken, the reading has seen.
            await ExecuteAsync(connection, passed ? Settle : Mark, ct);
        }

        await transaction.CommitAsync(ct);
        return found.Count == 0 ? null : Math.Max(after, found[^1].Number);
    }

    private static async Task<(long Size, long Settled, bool Passed)?> LockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Lock, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2)) : null;
    }

    private static async Task<List<Unplaced>> ReadAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Next, connection) { Parameters = { Of(after), Of(Batch) } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<Unplaced>();
        while (await rows.ReadAsync(ct))
        {
            var fact = StoredFacts.Read(rows, 1).Fact;
            found.Add(new Unplaced(rows.GetInt64(0), fact.GrantId, fact.Sequence, MerkleTree.HashLeaf(fact.ToCanonicalJson())));
        }

        return found;
    }

    private static async Task AppendAsync(NpgsqlConnection connection, long size, List<Unplaced> found, CancellationToken ct)
    {
        var edge = TileEdge.Of(size, await HistoryTiles.ReadAsync(connection, TileEdge.TilesAt(size), ct));
        found.ForEach(leaf => edge.Append(leaf.Hash));
        await ExecuteAsync(
            connection, AddLeaves, ct, Of(size), Of(found.Select(leaf => leaf.Number)), Of(found.Select(leaf => leaf.GrantId)), Of(found.Select(leaf => leaf.Sequence)));
        await ExecuteAsync(
            connection, AddTiles, ct, Of(edge.Changed.Keys.Select(id => id.Level)), Of(edge.Changed.Keys.Select(id => id.Index)), Of(edge.Changed.Values.Select(tile => tile.Hashes)));
        await ExecuteAsync(connection, $"update {HistoryTables.Tree} set size = $1", ct, Of(size + found.Count));
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

    private sealed record Unplaced(long Number, Guid GrantId, long Sequence, byte[] Hash);
}
