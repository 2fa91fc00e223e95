using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Audit;

/// <summary>An event with its place in the tree.</summary>
/// <param name="Fact">Null if the stored data is in a form that this program never writes, so it was edited.</param>
public sealed record HistoryLeaf(long Index, HistoryFact? Fact);

/// <summary>The Merkle tree of all events (RFC 6962), in the order in which they were found committed.</summary>
public interface IHistoryTree
{
    /// <summary>Gives the next committed events their leaves, once each, on whatever node. False when none are left, or another node is at it.</summary>
    Task<bool> ExtendAsync(CancellationToken ct);

    /// <summary>The current tree; null if it is damaged and has fewer leaves than it should.</summary>
    Task<Checkpoint?> HeadAsync(CancellationToken ct);

    /// <summary>The hash over each subtree, which is complete or at the right edge of a tree of an earlier size.</summary>
    Task<IReadOnlyList<byte[]>> HashesOfAsync(IReadOnlyList<MerkleRange> subtrees, CancellationToken ct);

    /// <summary>Events by the numbers of their <see cref="HistoryPosition"/>, as far as they have leaves.</summary>
    Task<IReadOnlyDictionary<long, HistoryLeaf>> FindAsync(IReadOnlyList<long> numbers, CancellationToken ct);

    /// <summary>An event of a grant, by its place in the grant's history; null when there is none, or it has no leaf yet.</summary>
    Task<HistoryLeaf?> FindAsync(TenantId tenant, Guid grantId, long sequence, CancellationToken ct);
}
