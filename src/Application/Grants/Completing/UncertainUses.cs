using System.Collections.Concurrent;

namespace GmailPlatform.Application.Grants.Completing;

/// <summary>
/// Uses of a state of which this node does not know whether they were stored. The page that is loaded again continues where they stopped: nobody
/// else exchanges their codes.
/// </summary>
internal sealed class UncertainUses(TimeProvider clock)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Guid, Use> _uses = new();

    public void Add(StoredAuthorization used)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, use) in _uses.Where(use => use.Value.ExpiresAt <= now))
        {
            _uses.TryRemove(KeyValuePair.Create(id, use));
        }

        if (_uses.Count < Capacity && used.Authorization is { UsedBy: { } request } authorization)
        {
            _uses[authorization.Id] = new Use(request, authorization.ExpiresAt);
        }
    }

    /// <summary>Whether such a use was stored after all. Answers so once.</summary>
    /// <param name="stored">The authorization as it is stored.</param>
    public bool TryTake(StoredAuthorization stored) =>
        stored.Authorization is { UsedBy: { } request, Outcome: null } authorization
        && _uses.TryGetValue(authorization.Id, out var use) && use.Request == request
        && _uses.TryRemove(KeyValuePair.Create(authorization.Id, use));

    private sealed record Use(Guid Request, DateTimeOffset ExpiresAt);
}
