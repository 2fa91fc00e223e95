namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Collects findings. A hostile file can cause any number: beyond the first ten thousand they are only counted.</summary>
internal sealed class Findings
{
    public const int MaxListed = 10_000;

    private readonly List<HistoryFinding> _listed = [];
    private long _omitted;

    public bool IsEmpty => _listed.Count == 0;

    public void Add(HistoryFinding finding)
    {
        if (_listed.Count < MaxListed)
        {
            _listed.Add(finding);
        }
        else
        {
            _omitted++;
        }
    }

    public void Add(FindingKind kind, string detail) => Add(new HistoryFinding(kind, detail));

    /// <summary>In the order of the leaves; findings without a leaf come last.</summary>
    public IReadOnlyList<HistoryFinding> ToList()
    {
        var listed = _listed.OrderBy(finding => finding.Leaf ?? long.MaxValue);
        return _omitted == 0 ? [.. listed] : [.. listed, new HistoryFinding(FindingKind.Unreadable, FormattableString.Invariant($"{_omitted} more findings are not listed."))];
    }
}
