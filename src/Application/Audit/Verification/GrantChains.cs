using System.Globalization;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Follows the chain of each grant's events.</summary>
internal sealed class GrantChains(Findings findings)
{
    /// <summary>More of one gap are not named one by one.</summary>
    private const int MostNamed = 20;

    private readonly Dictionary<Guid, Link> _last = [];

    /// <summary>Takes the next event of a grant.</summary>
    /// <param name="line">The event's.</param>
    /// <param name="hash">The event's own; null where that is not to be told, since it is gone or changed.</param>
    /// <param name="previous">The hash that it says it follows.</param>
    public void Take(ExportLine line, string? hash, string? previous)
    {
        if (line is not { GrantId: { } grantId, Sequence: { } sequence })
        {
            return;
        }

        var last = _last.GetValueOrDefault(grantId, new Link(0, "", Known: true));
        if (sequence <= last.Sequence)
        {
            findings.Add(Finding(FindingKind.Reordered, string.Create(CultureInfo.InvariantCulture, $"stands behind event {last.Sequence}."), sequence));
            return;
        }

        for (var gone = last.Sequence + 1; gone < sequence && gone <= last.Sequence + MostNamed; gone++)
        {
            findings.Add(new HistoryFinding(FindingKind.Dropped, "is gone and never had a leaf.", null, grantId, gone));
        }

        if (hash is not null && last.Known && last.Sequence + 1 == sequence && (previous ?? "") != last.Hash)
        {
            findings.Add(Finding(FindingKind.Changed, "does not follow the event before it.", sequence));
        }

        _last[grantId] = new Link(sequence, hash ?? "", Known: hash is not null);

        HistoryFinding Finding(FindingKind kind, string detail, long place) => new(kind, detail, line.Index, grantId, place);
    }

    private sealed record Link(long Sequence, string Hash, bool Known);
}
