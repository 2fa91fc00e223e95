using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit;

internal static class HistoryTreeExtensions
{
    public static async Task<byte[]> HashOfAsync(this IHistoryTree tree, MerkleRange leaves, CancellationToken ct) => (await tree.HashesOfAsync([leaves], ct))[0];

    /// <summary>The hashes that lead from each leaf to the root of a tree of that size.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<byte[]>>> PathsAsync(this IHistoryTree tree, IReadOnlyList<long> leaves, long size, CancellationToken ct)
    {
        var paths = leaves.Select(leaf => MerkleTree.InclusionPath(leaf, size)).ToList();
        var hashes = await tree.HashesOfAsync([.. paths.SelectMany(path => path)], ct);
        var taken = 0;
        return [.. paths.Select(path => (IReadOnlyList<byte[]>)[.. hashes.Skip((taken += path.Count) - path.Count).Take(path.Count)])];
    }
}
