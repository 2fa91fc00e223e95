using GmailPlatform.Domain;

namespace GmailPlatform.Application;

/// <summary>The work of this server and its database for one request took longer than <see cref="WorkDeadline.Limit"/>.</summary>
public sealed class WorkDeadlineException() : Exception("The deadline of the request's own work has passed.")
{
    /// <summary>What the caller is answered: what waits here without an end is the database.</summary>
    public static Failure Failure => CommonFailures.DatabaseUnavailable;
}

/// <summary>
/// Bounds the time that one piece of work spends here and in the database. The clock stops while Google or the client is waited for, which
/// have limits of their own, and ends when the answer begins. Flows with the asynchronous context.
/// </summary>
public sealed class WorkDeadline : IDisposable
{
    /// <summary>Longer than any statement that a request waits for, and shorter than callers' own patience.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly AsyncLocal<WorkDeadline?> Ambient = new();

    private readonly TimeProvider _time;
    private readonly WorkDeadline? _outer = Ambient.Value;
    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource _expired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private TimeSpan _left;
    private long _runningSince;
    private int _suspensions;
    private bool _ended;

    private WorkDeadline(TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        _time = time;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(ct);
        (_left, _runningSince) = (limit, _time.GetTimestamp());
        _timer = _time.CreateTimer(static deadline => ((WorkDeadline)deadline!).Expire(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled with the caller's token, and when the deadline has passed.</summary>
    public CancellationToken Token => _cancellation.Token;

    public bool HasExpired => _expired.Task.IsCompleted;

    /// <summary>Starts the clock for the rest of the calling method and what it calls.</summary>
    /// <param name="limit">How long the work may take.</param>
    /// <param name="ct">Also ends the work.</param>
    /// <param name="time">Real time if left out: the database and the network know no other.</param>
    public static WorkDeadline Start(TimeSpan limit, CancellationToken ct, TimeProvider? time = null)
    {
        var deadline = new WorkDeadline(limit, time ?? TimeProvider.System, ct);
        Ambient.Value = deadline;
        return deadline;
    }

    /// <summary>Stops the clock until the answer is disposed: somebody else is waited for, within a limit of his own.</summary>
    public static Suspension Suspend() => new(Ambient.Value);

    /// <summary>
    /// Waits for work until the deadline. Work that does not end then is left to itself: a statement that hangs also hangs when it is cancelled.
    /// </summary>
    public static async Task<T> GuardAsync<T>(Task<T> work)
    {
        if (work.IsCompleted || Ambient.Value is not { } deadline || await Task.WhenAny(work, deadline._expired.Task) == work)
        {
            return await work;
        }

        _ = work.ContinueWith(
            static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new WorkDeadlineException();
    }

    /// <summary>Ends the clock: the answer has begun, and cannot become another.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        End();
        _timer.Dispose();
        Ambient.Value = _outer;
        if (!HasExpired)
        {
            _cancellation.Dispose();
        }
    }

    private void Expire()
    {
        lock (_lock)
        {
            if (_ended || _suspensions > 0 || !_expired.TrySetResult())
            {
                return;
            }
        }

        // Only now: cancelling a statement blocks while PostgreSQL does not answer.
        ThreadReserve.Open();
        _cancellation.Cancel();
    }

    private void Pause()
    {
        lock (_lock)
        {
            if (_suspensions++ == 0 && !_ended)
            {
                _left -= _time.GetElapsedTime(_runningSince);
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Resume()
    {
        lock (_lock)
        {
            if (--_suspensions == 0 && !_ended)
            {
                _runningSince = _time.GetTimestamp();
                _timer.Change(_left > TimeSpan.Zero ? _left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>A stretch of time that does not count.</summary>
    public readonly record struct Suspension : IDisposable
    {
        private readonly WorkDeadline? _deadline;

        internal Suspension(WorkDeadline? deadline)
        {
            _deadline = deadline;
            deadline?.Pause();
        }

        /// <summary>Lets the clock go on.</summary>
        public void Dispose() => _deadline?.Resume();
    }
}
