namespace GmailPlatform.Domain.Audit;

/// <summary>A Merkle tree that grows at its right edge and keeps no more than that edge.</summary>
public sealed class MerkleFrontier
{
    /// <summary>Roots of complete subtrees, the largest first: one for each bit that is set in the size.</summary>
    private readonly List<byte[]> _complete = [];

    public long Size { get; private set; }

    public byte[] Root => _complete.Count == 0
        ? MerkleTree.EmptyRoot
        : _complete.AsEnumerable().Reverse().Aggregate((right, left) => MerkleTree.HashNode(left, right));

    public void Append(byte[] leafHash)
    {
        var hash = leafHash;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleTree.HashNode(_complete[^1], hash);
            _complete.RemoveAt(_complete.Count - 1);
        }

        _complete.Add(hash);
        Size++;
    }
}
