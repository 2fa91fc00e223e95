using GmailPlatform.Domain;

namespace GmailPlatform.Application.Audit;

/// <summary>An event as it is stored.</summary>
/// <param name="Fact">Null if the stored data is in a form that this program never writes.</param>
/// <param name="Text">The beginning of unreadable data, for the investigation; null with a <paramref name="Fact"/>.</param>
public sealed record ExportedEvent(HistoryFact? Fact, string? Text);

/// <summary>A leaf as it rests, with the event that it should be.</summary>
/// <param name="LeafHash">The stored hash; null where it is gone.</param>
/// <param name="GrantId">The grant that it was noted for.</param>
/// <param name="Sequence">The place in the grant's history that it was noted for.</param>
/// <param name="Event">Null where the event is gone.</param>
/// <param name="Hash">The hash that the event was stored with.</param>
public sealed record ExportedLeaf(long Index, byte[]? LeafHash, Guid? GrantId, long? Sequence, ExportedEvent? Event, string? Hash)
{
    /// <summary>Whether the row is not an event but a tombstone, which the store once wrote for the number of a failed append.</summary>
    public bool IsTombstone { get; init; }
}

/// <summary>Reads everything as it rests, without judging it.</summary>
public interface IHistoryExport
{
    /// <summary>An upper bound on the stored leaves, close to their number: limits an export even if a forged checkpoint claims more.</summary>
    Task<long> CountLeafSlotsAsync(CancellationToken ct);

    /// <summary>The leaves of a tree of that size, in their order; one that is gone has nothing but its index.</summary>
    IAsyncEnumerable<ExportedLeaf> ListLeavesAsync(long size, CancellationToken ct);

    /// <summary>The numbers of all events that are visible now and have no leaf: those since the tree was last extended, unless somebody tampered.</summary>
    Task<IReadOnlyList<long>> ListUnplacedAsync(CancellationToken ct);

    /// <summary>Those of the numbers that have no leaf still, once no other node is extending the tree.</summary>
    Task<IReadOnlyList<long>> KeepUnplacedAsync(IReadOnlyList<long> numbers, CancellationToken ct);

    /// <summary>Events that should have a leaf, were they written by this program, and have none.</summary>
    /// <param name="unplaced">Numbers that the tree passed by although they were there before it was extended.</param>
    /// <param name="ct">Ends the reading.</param>
    IAsyncEnumerable<ExportedEvent> ListStrayAsync(IReadOnlyList<long> unplaced, CancellationToken ct);
}
