using System.Collections.Concurrent;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Cancels an exchange that makes no progress for too long. Sources are pooled, since each has a timer.</summary>
internal sealed class IdleTimeout : IDisposable
{
    private const int MaxPooled = 256;

    private static readonly ConcurrentQueue<CancellationTokenSource> Pool = [];

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _outer;
    private readonly TimeSpan _limit;

    public IdleTimeout(TimeSpan limit, CancellationToken ct)
    {
        _limit = limit;
        _source = Pool.TryDequeue(out var pooled) ? pooled : new CancellationTokenSource();
        _outer = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        Reset();
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Restarts the timeout after progress.</summary>
    public void Reset() => _source.CancelAfter(_limit);

    public void Dispose()
    {
        // Waits for a running cancellation, so that none reaches the next exchange.
        _outer.Dispose();
        if (_source.TryReset() && Pool.Count < MaxPooled)
        {
            Pool.Enqueue(_source);
        }
        else
        {
            _source.Dispose();
        }
    }
}
