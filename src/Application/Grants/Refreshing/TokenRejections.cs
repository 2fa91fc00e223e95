using System.Collections.Concurrent;

namespace GmailPlatform.Application.Grants.Refreshing;

/// <summary>
/// Bounds the refreshes that Gmail's 401s cause on this node. Two refreshes in a row whose tokens Gmail refused prove that new tokens do not
/// help; further ones wait until <see cref="Pause"/> has passed. A token that Gmail takes ends the series.
/// </summary>
internal sealed class TokenRejections(TimeProvider clock)
{
    /// <summary>How long a grant is not refreshed because of a 401 after <see cref="LongestSeries"/> refreshes did not help.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private const int LongestSeries = 2;

    /// <summary>Above this number of grants, series that no longer count are removed.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Guid, Series> _series = new();

    /// <summary>How long to wait before another refresh may follow the refusal of this generation; null when it may be now.</summary>
    public TimeSpan? WaitAfter(Guid grantId, int refused) =>
        _series.TryGetValue(grantId, out var series) && series.Generation == refused && series.Refreshes >= LongestSeries && series.Ends - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero
            ? wait
            : null;

    /// <summary>Notes which token Google issued in place of a refused one. Callers who shared the refresh note the same.</summary>
    public void Replaced(Guid grantId, int refused, int issued)
    {
        var now = clock.GetUtcNow();
        _series.AddOrUpdate(
            grantId,
            _ => new Series(issued, Refreshes: 1, now + Pause),
            (_, last) => issued <= last.Generation && now < last.Ends ? last
                : refused == last.Generation && now < last.Ends ? new Series(issued, last.Refreshes + 1, now + Pause)
                : new Series(issued, Refreshes: 1, now + Pause));
        if (_series.Count > Capacity)
        {
            RemoveEnded(now);
        }
    }

    /// <summary>Gmail took this generation's token after it had refused an older one.</summary>
    public void Accepted(Guid grantId, int generation)
    {
        if (_series.TryGetValue(grantId, out var series) && generation >= series.Generation)
        {
            _series.TryRemove(KeyValuePair.Create(grantId, series));
        }
    }

    private void RemoveEnded(DateTimeOffset now)
    {
        foreach (var ended in _series.Where(entry => entry.Value.Ends <= now))
        {
            _series.TryRemove(ended);
        }
    }

    /// <summary>Refreshes in a row, each because Gmail refused the token that the one before had brought.</summary>
    /// <param name="Generation">The latest token.</param>
    private sealed record Series(int Generation, int Refreshes, DateTimeOffset Ends);
}
