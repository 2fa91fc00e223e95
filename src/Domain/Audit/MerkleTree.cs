using System.Numerics;
using System.Security.Cryptography;

namespace GmailPlatform.Domain.Audit;

/// <summary>Leaves from <paramref name="Start"/> up to, and without, <paramref name="End"/>.</summary>
public sealed record MerkleRange(long Start, long End);

/// <summary>The hashes of a Merkle tree (RFC 6962 section 2.1), and which subtrees make up its proofs.</summary>
public static class MerkleTree
{
    /// <summary>Of no leaves.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    /// <summary>Hash of a leaf without data. Only tombstones have it: each event is written with a hash of its own.</summary>
    public static byte[] EmptyLeaf => HashLeaf([]);

    public static byte[] HashLeaf(ReadOnlySpan<byte> data) => SHA256.HashData([0, .. data]);

    public static byte[] HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => SHA256.HashData([1, .. left, .. right]);

    /// <summary>How many leaves the left subtree of <paramref name="size"/> leaves has: the largest power of two below it.</summary>
    public static long LeftSize(long size) => 1L << BitOperations.Log2((ulong)(size - 1));

    /// <summary>PATH(index, D[size]): the subtrees whose hashes prove that a leaf is in the tree, from the leaf up.</summary>
    public static IReadOnlyList<MerkleRange> InclusionPath(long index, long size)
    {
        var path = new List<MerkleRange>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + LeftSize(end - start);
            path.Add(index < middle ? new MerkleRange(middle, end) : new MerkleRange(start, middle));
            (start, end) = index < middle ? (start, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>PROOF(from, D[to]): the subtrees whose hashes prove that the smaller tree is the beginning of the larger.</summary>
    public static IReadOnlyList<MerkleRange> ConsistencyPath(long from, long to)
    {
        var path = new List<MerkleRange>();
        var (start, end) = (0L, to);
        var whole = true;
        while (from < end)
        {
            var middle = start + LeftSize(end - start);
            path.Add(from <= middle ? new MerkleRange(middle, end) : new MerkleRange(start, middle));
            (start, end, whole) = from <= middle ? (start, middle, whole) : (middle, end, false);
        }

        if (!whole)
        {
            path.Add(new MerkleRange(start, end));
        }

        path.Reverse();
        return path;
    }

    /// <summary>The root that a proof leads to (RFC 9162 section 2.1.3.2); null for a proof of the wrong length.</summary>
    public static byte[]? RootOf(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> path)
    {
        var ranges = InclusionPath(index, size);
        return ranges.Count != path.Count
            ? null
            : ranges.Zip(path).Aggregate(leafHash, (hash, step) => step.First.Start > index ? HashNode(hash, step.Second) : HashNode(step.Second, hash));
    }
}
