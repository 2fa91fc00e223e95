namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Collects findings, of which a hostile file has any number: those beyond the first ten thousand are counted.</summary>
internal sealed class Findings
{
    public const int MostListed = 10_000;

    private readonly List<HistoryFinding> _listed = [];
    private long _omitted;

    public bool IsEmpty => _listed.Count == 0;

    public void Add(HistoryFinding finding)
    {
        if (_listed.Count < MostListed)
        {
            _listed.Add(finding);
        }
        else
        {
            _omitted++;
        }
    }

    public void Add(FindingKind kind, string detail) => Add(new HistoryFinding(kind, detail));

    /// <summary>In the order of the leaves; what concerns no leaf comes last.</summary>
    public IReadOnlyList<HistoryFinding> ToList()
    {
        var listed = _listed.OrderBy(finding => finding.Leaf ?? long.MaxValue);
        return _omitted == 0 ? [.. listed] : [.. listed, new HistoryFinding(FindingKind.Unreadable, FormattableString.Invariant($"{_omitted} more findings are not listed."))];
    }
}
