using System.Collections.Concurrent;
using GmailPlatform.Application;

namespace GmailPlatform.Infrastructure.Grants.Leases;

/// <summary>Wakes this node's callers who wait for refreshes of other nodes. One notification wakes all who wait for the same grant.</summary>
internal sealed class LeaseReleases
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();
    private readonly ChangeFeed _feed;

    public LeaseReleases(ChangeFeed feed)
    {
        _feed = feed;
        feed.Subscribe(Change.RefreshLeaseTopic, Wake);
        // What was released while nothing was heard is unknown: everybody looks again.
        feed.SubscribeToRestarts(WakeAll);
    }

    /// <summary>Whether releases are heard of now.</summary>
    public bool AreHeard => _feed.IsCurrent;

    /// <summary>Ends with the next release that is heard of. Ask for it before looking at the lease, so that none is missed.</summary>
    public Task NextAsync(Guid grantId) =>
        _waiting.GetOrAdd(grantId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes all who wait for a grant.</summary>
    public void Wake(Guid grantId)
    {
        if (_waiting.TryRemove(grantId, out var waiting))
        {
            waiting.SetResult();
        }
    }

    private void Wake(string id)
    {
        if (Guid.TryParse(id, out var grantId))
        {
            Wake(grantId);
        }
    }

    private void WakeAll()
    {
        foreach (var grantId in _waiting.Keys)
        {
            Wake(grantId);
        }
    }
}
