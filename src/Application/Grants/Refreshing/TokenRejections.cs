using System.Collections.Concurrent;

namespace GmailPlatform.Application.Grants.Refreshing;

/// <summary>
/// Bounds the refreshes that Gmail's 401s cause on this node. After two refreshes in a row whose tokens Gmail refused, new tokens do not
/// help: further ones wait until <see cref="Pause"/> has passed. A token that Gmail accepts ends the series.
/// </summary>
internal sealed class TokenRejections(TimeProvider clock)
{
    /// <summary>How long 401s cause no refresh of a grant after <see cref="LongestSeries"/> refreshes did not help.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private const int LongestSeries = 2;

    /// <summary>Above this number of grants, expired series are removed.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Guid, Series> _series = new();

    /// <summary>How long to wait before the refusal of this generation may cause another refresh; null for no wait.</summary>
    public TimeSpan? WaitAfter(Guid grantId, int refused) =>
        _series.TryGetValue(grantId, out var series) && series.Generation == refused && series.Refreshes >= LongestSeries && series.Ends - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero
            ? wait
            : null;

    /// <summary>Records which token Google issued in place of a refused one. Callers who shared the refresh record the same.</summary>
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

    /// <summary>Ends the series once Gmail accepts a token of its latest generation.</summary>
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

    /// <summary>Consecutive refreshes, each caused by Gmail refusing the previous one's token.</summary>
    /// <param name="Generation">The latest token.</param>
    private sealed record Series(int Generation, int Refreshes, DateTimeOffset Ends);
}
