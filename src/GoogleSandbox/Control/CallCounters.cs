using System.Collections.Concurrent;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>How often what was called and how that ended.</summary>
internal sealed record CallCount(string Endpoint, string? GrantType, int Status, long Count);

/// <summary>Counts every call at a fixed cost, however many there are and whatever the call log still holds.</summary>
internal sealed class CallCounters
{
    // What a stranger calls a grant type must not make the table grow.
    private const string OtherGrantType = "other";
    private static readonly HashSet<string?> GrantTypes = new([null, "authorization_code", "refresh_token", OAuth.Tokens.JwtBearerGrant.Urn], StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string Endpoint, string? GrantType, int Status), Tally> _counts = new();

    public void Add(string endpoint, string? grantType, int status) =>
        _counts.GetOrAdd((endpoint, GrantTypes.Contains(grantType) ? grantType : OtherGrantType, status), _ => new Tally()).Increment();

    public List<CallCount> All() => [.. _counts
        .Select(entry => new CallCount(entry.Key.Endpoint, entry.Key.GrantType, entry.Key.Status, entry.Value.Value))
        .OrderBy(count => (count.Endpoint, count.GrantType, count.Status))];

    public void Clear() => _counts.Clear();

    private sealed class Tally
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Increment() => Interlocked.Increment(ref _value);
    }
}
