using System.Security.Cryptography;

namespace GmailPlatform.Testing;

/// <summary>
/// Merkle trees written down once more from the definitions: RFC 6962 section 2.1 for what a prover says, RFC 9162 sections 2.1.3.2 and
/// 2.1.4.2 for what a verifier does. Slow, recursive, and with nothing of ours.
/// </summary>
public static class Rfc6962
{
    public static byte[] Leaf(byte[] data) => SHA256.HashData([0x00, .. data]);

    /// <summary>MTH, of leaves that are hashed already.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves) => leaves.Length switch
    {
        0 => SHA256.HashData([]),
        1 => leaves[0],
        var n => Node(Root(leaves[..Split(n)]), Root(leaves[Split(n)..])),
    };

    /// <summary>PATH(m, D[n]).</summary>
    public static List<byte[]> Path(int m, ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        var k = Split(leaves.Length);
        return m < k ? [.. Path(m, leaves[..k]), Root(leaves[k..])] : [.. Path(m - k, leaves[k..]), Root(leaves[..k])];
    }

    /// <summary>PROOF(m, D[n]).</summary>
    public static List<byte[]> Proof(int m, ReadOnlySpan<byte[]> leaves) => SubProof(m, leaves, whole: true);

    /// <summary>RFC 9162 section 2.1.3.2.</summary>
    public static bool IsIncluded(byte[] leafHash, long index, long size, IEnumerable<byte[]> path, byte[] root)
    {
        var (fn, sn, r) = (index, size - 1, leafHash);
        foreach (var p in path)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                r = Node(p, r);
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                r = Node(r, p);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && r.SequenceEqual(root);
    }

    /// <summary>RFC 9162 section 2.1.4.2.</summary>
    public static bool IsConsistent(long first, byte[] firstRoot, long second, byte[] secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (first == second)
        {
            return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        }

        IEnumerable<byte[]> path = (first & (first - 1)) == 0 ? [firstRoot, .. proof] : proof;
        var (fn, sn) = (first - 1, second - 1);
        while ((fn & 1) == 1)
        {
            (fn, sn) = (fn >> 1, sn >> 1);
        }

        var (fr, sr) = (path.First(), path.First());
        foreach (var c in path.Skip(1))
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (Node(c, fr), Node(c, sr));
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                sr = Node(sr, c);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && fr.SequenceEqual(firstRoot) && sr.SequenceEqual(secondRoot);
    }

    private static List<byte[]> SubProof(int m, ReadOnlySpan<byte[]> leaves, bool whole)
    {
        if (m == leaves.Length)
        {
            return whole ? [] : [Root(leaves)];
        }

        var k = Split(leaves.Length);
        return m <= k
            ? [.. SubProof(m, leaves[..k], whole), Root(leaves[k..])]
            : [.. SubProof(m - k, leaves[k..], whole: false), Root(leaves[..k])];
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([0x01, .. left, .. right]);

    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
