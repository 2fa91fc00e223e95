namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>What one person has allowed one project.</summary>
internal sealed record Consent(string Sub, string ProjectId, IReadOnlyList<string> Scopes);

/// <summary>What each person has allowed each project. Consent is per project, over all its clients.</summary>
internal sealed class ConsentLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sub, string ProjectId), HashSet<string>> _granted = [];

    public IReadOnlySet<string> Granted(string sub, string projectId)
    {
        lock (_gate)
        {
            return _granted.TryGetValue((sub, projectId), out var scopes) ? scopes.ToHashSet(StringComparer.Ordinal) : [];
        }
    }

    public void Add(string sub, string projectId, IEnumerable<string> scopes)
    {
        lock (_gate)
        {
            if (!_granted.TryGetValue((sub, projectId), out var granted))
            {
                _granted[(sub, projectId)] = granted = new HashSet<string>(StringComparer.Ordinal);
            }

            granted.UnionWith(scopes);
        }
    }

    public void Remove(string sub, string projectId)
    {
        lock (_gate)
        {
            _granted.Remove((sub, projectId));
        }
    }

    public void RemoveAll(string sub)
    {
        lock (_gate)
        {
            foreach (var key in _granted.Keys.Where(key => key.Sub == sub).ToList())
            {
                _granted.Remove(key);
            }
        }
    }

    public IReadOnlyList<Consent> Snapshot()
    {
        lock (_gate)
        {
            return [.. _granted.Select(entry => new Consent(entry.Key.Sub, entry.Key.ProjectId, [.. entry.Value]))];
        }
    }

    public void Restore(IReadOnlyList<Consent> consents)
    {
        foreach (var (sub, projectId, scopes) in consents)
        {
            Add(sub, projectId, scopes);
        }
    }
}
