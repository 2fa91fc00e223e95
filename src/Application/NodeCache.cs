using System.Collections.Concurrent;

namespace GmailPlatform.Application;

/// <summary>
/// What one node holds in memory of what rests in the database: bounded in number, and used only while the node hears of changes.
/// Holds two generations; when the young one is full the old one goes, so that what is used stays (nearly least recently used).
/// </summary>
/// <typeparam name="T">Never changes but for what is derived from it.</typeparam>
internal sealed class NodeCache<T>
    where T : class
{
    private const int Stripes = 1024;

    private readonly ChangeFeed _feed;
    private readonly int _half;
    private readonly Lock _writing = new();

    /// <summary>Counts the changes by a part of the key's hash.</summary>
    private readonly int[] _changes = new int[Stripes];

    private volatile ConcurrentDictionary<string, T> _young = New();
    private volatile ConcurrentDictionary<string, T> _old = New();

    /// <summary>At least the number of young entries.</summary>
    private int _added;

    /// <summary>An empty one.</summary>
    /// <param name="feed">Tells what to drop.</param>
    /// <param name="topic">Changes of this topic drop the entry of their id.</param>
    /// <param name="capacity">How many entries are held at most.</param>
    public NodeCache(ChangeFeed feed, string topic, int capacity)
    {
        (_feed, _half) = (feed, capacity / 2);
        feed.Subscribe(topic, Drop);
        feed.SubscribeToRestarts(Clear);
    }

    /// <summary>Null when nothing is held, or when nothing that is held counts.</summary>
    public T? Find(ReadOnlySpan<char> key)
    {
        if (!_feed.IsCurrent)
        {
            return null;
        }

        if (_young.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var found))
        {
            return found;
        }

        return _old.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out found) ? Renew(key, found) : null;
    }

    /// <summary>Call it before reading from the database, and <see cref="Hold"/> with the answer: what changed in between is not held.</summary>
    public int BeforeReading(string key) => Volatile.Read(ref _changes[StripeOf(key)]);

    public void Hold(string key, T value, int beforeReading)
    {
        lock (_writing)
        {
            if (_changes[StripeOf(key)] == beforeReading)
            {
                Add(key, value);
            }
        }
    }

    public void Drop(string key)
    {
        lock (_writing)
        {
            _changes[StripeOf(key)]++;
            _young.TryRemove(key, out _);
            _old.TryRemove(key, out _);
        }
    }

    public void Clear()
    {
        lock (_writing)
        {
            for (var stripe = 0; stripe < Stripes; stripe++)
            {
                _changes[stripe]++;
            }

            (_young, _old, _added) = (New(), New(), 0);
        }
    }

    private T Renew(ReadOnlySpan<char> key, T value)
    {
        lock (_writing)
        {
            // Only what was not dropped meanwhile.
            if (_old.GetAlternateLookup<ReadOnlySpan<char>>().TryRemove(key, out var own, out var held) && ReferenceEquals(held, value))
            {
                Add(own, held);
            }
        }

        return value;
    }

    private void Add(string key, T value)
    {
        if (_added >= _half)
        {
            (_young, _old, _added) = (New(), _young, 0);
        }

        _young[key] = value;
        _added++;
    }

    private static int StripeOf(string key) => (int)((uint)string.GetHashCode(key, StringComparison.Ordinal) % Stripes);

    private static ConcurrentDictionary<string, T> New() => new(StringComparer.Ordinal);
}
