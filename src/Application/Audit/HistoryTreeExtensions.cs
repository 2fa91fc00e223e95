using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit;

internal static class HistoryTreeExtensions
{
    /// <summary>The hashes that lead from a leaf to the root of a tree of that size.</summary>
    public static Task<IReadOnlyList<byte[]>> PathAsync(this IHistoryTree tree, long index, long size, CancellationToken ct) =>
        tree.HashesOfAsync(MerkleTree.InclusionPath(index, size), ct);

    public static async Task<IReadOnlyList<byte[]>> HashesOfAsync(this IHistoryTree tree, IReadOnlyList<MerkleRange> subtrees, CancellationToken ct)
    {
        var hashes = new List<byte[]>(subtrees.Count);
        foreach (var subtree in subtrees)
        {
            hashes.Add(await tree.HashOfAsync(subtree, ct));
        }

        return hashes;
    }
}
