namespace GmailPlatform.Application.Vault;

/// <summary>Values of one kind that rest sealed under the ring, each with the id of its key beside it. The module that keeps them implements this.</summary>
public interface ISealedValues
{
    /// <summary>What they are, such as <c>grantKeys</c>.</summary>
    string Kind { get; }

    /// <summary>How many rest under each key.</summary>
    Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(CancellationToken ct);

    /// <summary>
    /// Seals up to <paramref name="limit"/> values that rest under <paramref name="from"/> anew under the active key, each in a short
    /// transaction of its own. One that changes meanwhile is left as its writer wrote it. Safe to run twice and on two nodes at once.
    /// </summary>
    /// <param name="from">An older key.</param>
    /// <param name="after">The last id of the batch before; <see cref="Guid.Empty"/> for the first.</param>
    /// <param name="limit">How many to look at.</param>
    /// <param name="ct">Ends between two values.</param>
    Task<ResealedBatch> ResealAsync(Guid from, Guid after, int limit, CancellationToken ct);
}

/// <summary>What became of a batch.</summary>
/// <param name="Found">How many were looked at; fewer than the limit in the last batch.</param>
/// <param name="Resealed">How many rest under the active key now.</param>
/// <param name="Last">Where the next batch goes on.</param>
public sealed record ResealedBatch(int Found, int Resealed, Guid Last);
