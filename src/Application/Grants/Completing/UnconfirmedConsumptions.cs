using System.Collections.Concurrent;

namespace GmailPlatform.Application.Grants.Completing;

/// <summary>
/// Consumptions of a state of which this node does not know whether they were committed. The page that is loaded again continues where they
/// stopped: no other request exchanges their codes.
/// </summary>
internal sealed class UnconfirmedConsumptions(TimeProvider clock)
{
    private const int Capacity = 10_000;

    /// <summary>When the authorization expires, by its id and the request that consumed it. An authorization may have several.</summary>
    private readonly ConcurrentDictionary<(Guid Authorization, Guid Request), DateTimeOffset> _expiries = new();

    public void Add(StoredAuthorization consumed)
    {
        var now = clock.GetUtcNow();
        foreach (var expired in _expiries.Where(each => each.Value <= now))
        {
            _expiries.TryRemove(expired);
        }

        if (_expiries.Count < Capacity && KeyOf(consumed) is { } key)
        {
            _expiries[key] = consumed.Authorization.ExpiresAt;
        }
    }

    /// <summary>Whether the stored consumption is one of these, and its code was not exchanged.</summary>
    /// <param name="stored">The authorization as it is stored.</param>
    public bool Contains(StoredAuthorization stored) => KeyOf(stored) is { } key && _expiries.ContainsKey(key);

    /// <summary>Like <see cref="Contains"/>, for the one request that continues with the code: answers true once.</summary>
    /// <param name="stored">The authorization as it is stored.</param>
    public bool TryTake(StoredAuthorization stored) => KeyOf(stored) is { } key && _expiries.TryRemove(key, out _);

    private static (Guid Authorization, Guid Request)? KeyOf(StoredAuthorization stored) =>
        stored.Authorization is { ConsumedAt: not null, ConsumedBy: { } request, CodeReceived: true, Outcome: null } authorization ? (authorization.Id, request) : null;
}
