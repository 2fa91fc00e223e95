using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>The place of a tile: of level 0 are leaves, of each further one the roots of the tiles below.</summary>
internal sealed record TileId(int Level, long Index);

/// <summary>Hashes of up to 256 neighbours, of which a full tile never changes again.</summary>
internal sealed class Tile(byte[] hashes)
{
    public const int Width = 256;
    public const int Height = 8;
    public const int HashSize = 32;

    private byte[] _hashes = hashes;

    public byte[] Hashes => _hashes[..(Count * HashSize)];

    public int Count { get; private set; } = hashes.Length / HashSize;

    /// <summary>Zeros for a missing hash, which lead to a root that was never signed.</summary>
    public byte[] this[int index] => index < Count ? _hashes[(index * HashSize)..((index + 1) * HashSize)] : new byte[HashSize];

    public void Add(byte[] hash)
    {
        if (Count * HashSize == _hashes.Length)
        {
            Array.Resize(ref _hashes, Width * HashSize);
        }

        hash.CopyTo(_hashes, Count * HashSize);
        Count++;
    }

    /// <summary>The root over a power of two of neighbours.</summary>
    public byte[] RootOf(int start, int count) =>
        count == 1 ? this[start] : MerkleTree.HashNode(RootOf(start, count / 2), RootOf(start + (count / 2), count / 2));
}

/// <summary>The tiles at the right edge of the tree, to which leaves are added.</summary>
internal sealed class TileEdge
{
    private readonly List<(long Index, Tile Tile)> _levels;
    private readonly Dictionary<TileId, Tile> _changed = [];

    private TileEdge(List<(long Index, Tile Tile)> levels) => _levels = levels;

    /// <summary>What was added to since.</summary>
    public IReadOnlyDictionary<TileId, Tile> Changed => _changed;

    /// <summary>Which tiles are at the edge of a tree, as far as they hold anything.</summary>
    public static IEnumerable<TileId> TilesAt(long size)
    {
        for (var (level, nodes) = (0, size); nodes > 0; level++, nodes >>= Tile.Height)
        {
            yield return new TileId(level, nodes / Tile.Width);
        }
    }

    /// <summary>Takes the tiles of <see cref="TilesAt"/>; of one that is not there yet, nothing.</summary>
    public static TileEdge Of(long size, IReadOnlyDictionary<TileId, Tile> tiles) =>
        new([.. TilesAt(size).Select(id => (id.Index, tiles.GetValueOrDefault(id) ?? new Tile([])))]);

    public void Append(byte[] leafHash)
    {
        var hash = leafHash;
        for (var level = 0; ; level++)
        {
            if (level == _levels.Count)
            {
                _levels.Add((0, new Tile([])));
            }

            var (index, tile) = _levels[level];
            tile.Add(hash);
            _changed[new TileId(level, index)] = tile;
            if (tile.Count < Tile.Width)
            {
                return;
            }

            hash = tile.RootOf(0, Tile.Width);
            _levels[level] = (index + 1, new Tile([]));
        }
    }
}
