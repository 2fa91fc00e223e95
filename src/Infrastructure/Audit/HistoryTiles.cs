using System.Numerics;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Hashes of subtrees, each from one tile: a proof reads a few rows, however large the tree is.</summary>
internal sealed class HistoryTiles(NpgsqlDataSource database)
{
    private const string Tiles = $"""
        select t.level, t.tile_index, t.hashes from unnest($1, $2) wanted (level, tile_index)
        join {HistoryTables.Tile} t on t.level = wanted.level and t.tile_index = wanted.tile_index
        """;

    public static async Task<IReadOnlyDictionary<TileId, Tile>> ReadAsync(NpgsqlConnection connection, IEnumerable<TileId> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToList();
        await using var command = new NpgsqlCommand(Tiles, connection);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. wanted.Select(id => id.Level)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. wanted.Select(id => id.Index)] });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var tiles = new Dictionary<TileId, Tile>();
        while (await rows.ReadAsync(ct))
        {
            tiles.Add(new TileId(rows.GetInt32(0), rows.GetInt64(1)), new Tile(rows.GetFieldValue<byte[]>(2)));
        }

        return tiles;
    }

    /// <summary>Whether the tree has at least this many leaves.</summary>
    public async Task<bool> HasLeavesAsync(long size, CancellationToken ct)
    {
        if (size <= 0)
        {
            return size == 0;
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        var last = new TileId(0, (size - 1) / Tile.Width);
        return (await ReadAsync(connection, [last], ct)).TryGetValue(last, out var tile) && tile.Count > (size - 1) % Tile.Width;
    }

    public async Task<IReadOnlyList<byte[]>> HashesOfAsync(IReadOnlyList<MerkleRange> wanted, CancellationToken ct)
    {
        var subtrees = wanted.Select(leaves => CompleteSubtrees(leaves).ToList()).ToList();
        await using var connection = await database.OpenConnectionAsync(ct);
        var tiles = await ReadAsync(connection, subtrees.SelectMany(each => each).Select(TileOf), ct);
        return [.. subtrees.Select(complete => complete.Count == 0
            ? MerkleTree.EmptyRoot
            : complete.Select(subtree => RootOf(subtree, tiles.GetValueOrDefault(TileOf(subtree)) ?? new Tile([]))).Reverse().Aggregate((right, left) => MerkleTree.HashNode(left, right)))];
    }

    /// <summary>From the left, each as large as can be: a tree is its largest complete subtree beside the tree of the rest.</summary>
    private static IEnumerable<MerkleRange> CompleteSubtrees(MerkleRange leaves)
    {
        for (var start = leaves.Start; start < leaves.End;)
        {
            var size = 1L << BitOperations.Log2((ulong)(leaves.End - start));
            yield return new MerkleRange(start, start + size);
            start += size;
        }
    }

    private static int HeightOf(MerkleRange subtree) => BitOperations.Log2((ulong)(subtree.End - subtree.Start));

    /// <summary>The tile whose hashes it is made of: the one below, where it is a tile itself.</summary>
    private static TileId TileOf(MerkleRange subtree)
    {
        var level = HeightOf(subtree) / Tile.Height;
        return new TileId(level, (subtree.Start >> (level * Tile.Height)) / Tile.Width);
    }

    private static byte[] RootOf(MerkleRange subtree, Tile tile)
    {
        var height = HeightOf(subtree);
        var start = (subtree.Start >> (height / Tile.Height * Tile.Height)) % Tile.Width;
        return tile.RootOf((int)start, 1 << (height % Tile.Height));
    }
}
