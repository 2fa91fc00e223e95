using System.Globalization;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>What is wrong with a history.</summary>
public enum FindingKind
{
    /// <summary>An event, or what is stored with it, is not what it was.</summary>
    Changed,

    /// <summary>An event is gone.</summary>
    Dropped,

    /// <summary>An event stands in the history that was never written there.</summary>
    Inserted,

    /// <summary>An event stands in another's place.</summary>
    Reordered,

    /// <summary>Events, their hashes and their leaves were made anew together, so that only a signature tells.</summary>
    Rewritten,

    /// <summary>The end is gone.</summary>
    Truncated,

    /// <summary>Nothing that is trusted vouches for it.</summary>
    Untrusted,

    /// <summary>It is not of the form of an export.</summary>
    Unreadable,
}

/// <summary>Something that is wrong.</summary>
/// <param name="Leaf">The place among all events, from 0.</param>
/// <param name="Sequence">The event's place in the grant's history, from 1.</param>
public sealed record HistoryFinding(FindingKind Kind, string Detail, long? Leaf = null, Guid? GrantId = null, long? Sequence = null)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind.ToString().ToLowerInvariant()}: {(GrantId is null ? "" : $"event {Sequence} of grant {GrantId} ")}{(Leaf is null ? "" : $"(leaf {Leaf}) ")}{Detail}");
}

/// <summary>What came of a verification.</summary>
/// <param name="Size">Events that were looked at.</param>
/// <param name="Checkpoints">Signed heads that the events lead to.</param>
/// <param name="SignedSize">How many of the events the largest of those covers.</param>
/// <param name="TrustsExport">Whether the keys were those that the export itself names, which proves no more than that it agrees with itself.</param>
/// <param name="Findings">Empty for a history that nobody edited.</param>
public sealed record VerifiedHistory(string Origin, long Size, long Checkpoints, long SignedSize, bool TrustsExport, IReadOnlyList<HistoryFinding> Findings);
