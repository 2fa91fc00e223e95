namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>
/// Codes that became grants a moment ago, for clients that lost the answer and send their request again: Google would call the code spent. Of this
/// node, bounded in time and number.
/// </summary>
/// <param name="capacity">How many are kept at most.</param>
/// <param name="time">Tells their age.</param>
internal sealed class RecentExchanges(int capacity, TimeProvider time)
{
    /// <summary>Longer than clients wait before they try again; each is kept for up to twice as long.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Dictionary<string, ConnectedGrant> _young = new(StringComparer.Ordinal);
    private Dictionary<string, ConnectedGrant> _old = new(StringComparer.Ordinal);
    private long _youngSince = time.GetTimestamp();

    /// <summary>Null where the exchange is not known.</summary>
    public ConnectedGrant? Find(string key)
    {
        lock (_lock)
        {
            Age();
            return _young.GetValueOrDefault(key) ?? _old.GetValueOrDefault(key);
        }
    }

    public void Add(string key, ConnectedGrant grant)
    {
        lock (_lock)
        {
            Age();
            _young[key] = grant;
        }
    }

    private void Age()
    {
        var age = time.GetElapsedTime(_youngSince);
        if (age < KeptFor && _young.Count < capacity / 2)
        {
            return;
        }

        _old = age < 2 * KeptFor ? _young : new(StringComparer.Ordinal);
        (_young, _youngSince) = (new(StringComparer.Ordinal), time.GetTimestamp());
    }
}
