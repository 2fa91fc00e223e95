namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>What one person has allowed one project.</summary>
internal sealed record Consent(string Sub, string ProjectId, IReadOnlyList<string> Scopes);

/// <summary>What each person has allowed each project. Consent is per project, over all its clients.</summary>
internal sealed class ConsentLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, HashSet<string>>> _byPerson = new(StringComparer.Ordinal);

    public IReadOnlySet<string> Granted(string sub, string projectId)
    {
        lock (_gate)
        {
            return _byPerson.TryGetValue(sub, out var projects) && projects.TryGetValue(projectId, out var scopes)
                ? scopes.ToHashSet(StringComparer.Ordinal)
                : [];
        }
    }

    public void Add(string sub, string projectId, IEnumerable<string> scopes)
    {
        lock (_gate)
        {
            if (!_byPerson.TryGetValue(sub, out var projects))
            {
                _byPerson[sub] = projects = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
            }

            if (!projects.TryGetValue(projectId, out var granted))
            {
                projects[projectId] = granted = new HashSet<string>(StringComparer.Ordinal);
            }

            granted.UnionWith(scopes);
        }
    }

    public void Remove(string sub, string projectId)
    {
        lock (_gate)
        {
            if (_byPerson.TryGetValue(sub, out var projects))
            {
                projects.Remove(projectId);
            }
        }
    }

    public void RemoveAll(string sub)
    {
        lock (_gate)
        {
            _byPerson.Remove(sub);
        }
    }

    public IReadOnlyList<Consent> Snapshot()
    {
        lock (_gate)
        {
            return [.. _byPerson.SelectMany(person => person.Value.Select(project => new Consent(person.Key, project.Key, [.. project.Value])))];
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
