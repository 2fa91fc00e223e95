using System.Collections.Concurrent;
using System.Threading.Channels;

namespace GmailPlatform.Application.Grants;

/// <summary>Renewals that wait for this node's worker, each grant once. When the queue is full a renewal is left to the next call.</summary>
public sealed class RenewalQueue
{
    private const int Capacity = 1000;

    private readonly Channel<RefreshAhead> _waiting = Channel.CreateBounded<RefreshAhead>(Capacity);
    private readonly ConcurrentDictionary<Guid, bool> _grants = new();

    /// <summary>Each renewal as it comes; call <see cref="Finish"/> after it.</summary>
    public IAsyncEnumerable<RefreshAhead> ReadAsync(CancellationToken ct) => _waiting.Reader.ReadAllAsync(ct);

    /// <summary>From now on the grant may be added again.</summary>
    public void Finish(RefreshAhead renewal) => _grants.TryRemove(renewal.GrantId, out _);

    internal void Add(RefreshAhead renewal)
    {
        if (_grants.TryAdd(renewal.GrantId, true) && !_waiting.Writer.TryWrite(renewal))
        {
            Finish(renewal);
        }
    }
}
