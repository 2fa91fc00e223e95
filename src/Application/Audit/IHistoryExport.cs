using GmailPlatform.Domain;

namespace GmailPlatform.Application.Audit;

/// <summary>A leaf as it rests, with the event that it should be.</summary>
/// <param name="LeafHash">The stored hash; null where it is gone.</param>
/// <param name="GrantId">The grant that it was noted for.</param>
/// <param name="Sequence">The place in the grant's history that it was noted for.</param>
/// <param name="Fact">Null where the event is gone.</param>
/// <param name="Hash">The hash that the event was stored with.</param>
public sealed record ExportedLeaf(long Index, byte[]? LeafHash, Guid? GrantId, long? Sequence, HistoryFact? Fact, string? Hash);

/// <summary>Reads everything as it rests, without judging it.</summary>
public interface IHistoryExport
{
    /// <summary>The leaves of a tree of that size, in their order; one that is gone has nothing but its index.</summary>
    IAsyncEnumerable<ExportedLeaf> ListLeavesAsync(long size, CancellationToken ct);

    /// <summary>Events that should have a leaf, were they written by this program, and have none.</summary>
    IAsyncEnumerable<HistoryFact> ListStrayAsync(CancellationToken ct);
}
