namespace GmailPlatform.Chaos.Tests;

/// <summary>When a part of the world misbehaved: what a failure of that time may be put down to.</summary>
internal sealed class Troubles(TimeProvider clock)
{
    // A call that was under way when the trouble ended may still meet its end.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<Trouble> _all = [];

    /// <summary>Begins a trouble, which ends when the answer is disposed.</summary>
    public IDisposable Begin()
    {
        var trouble = new Trouble(clock);
        lock (_gate)
        {
            _all.Add(trouble);
        }

        return trouble;
    }

    /// <summary>Whether anything was wrong at some moment since.</summary>
    public bool Since(DateTimeOffset from)
    {
        lock (_gate)
        {
            return _all.Any(trouble => trouble.End is not { } end || end + Aftermath >= from);
        }
    }

    private sealed class Trouble(TimeProvider clock) : IDisposable
    {
        public DateTimeOffset? End { get; private set; }

        public void Dispose() => End = clock.GetUtcNow();
    }
}
