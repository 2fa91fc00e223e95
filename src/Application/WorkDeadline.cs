using GmailPlatform.Domain;

namespace GmailPlatform.Application;

/// <summary>The work of this server and its database for one request took longer than <see cref="WorkDeadline.Limit"/>.</summary>
/// <param name="cause">What the work failed with at the deadline, where that is known.</param>
public sealed class WorkDeadlineException(Exception? cause = null) : Exception("The deadline of the request's own work has passed.", cause)
{
    /// <summary>The failure to return: on this server only the database can make work wait that long.</summary>
    public static Failure Failure => CommonFailures.DatabaseUnavailable;
}

/// <summary>
/// Limits the time that one piece of work spends on this server and in the database. The clock pauses while the work waits for Google or the
/// client, which have their own limits, and stops when the response starts. Flows with the asynchronous context.
/// </summary>
public sealed class WorkDeadline : IDisposable
{
    /// <summary>Longer than any statement that a request runs, and shorter than usual client timeouts.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The least that a timer can wait.</summary>
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    private static readonly AsyncLocal<WorkDeadline?> Ambient = new();

    private readonly TimeProvider _time;
    private readonly WorkDeadline? _outer = Ambient.Value;
    private readonly CancellationTokenSource _cancellation;
    private readonly Lock _lock = new();

    /// <summary>Keeps running through pauses, which are many and short: whether the time is up is decided when it elapses.</summary>
    private readonly ITimer _timer;
    private TaskCompletionSource? _expiry;
    private TimeSpan _left;
    private long _runningSince;
    private int _suspensions;
    private bool _elapsedInPause;
    private bool _ended;
    private volatile bool _expired;

    private WorkDeadline(TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        _time = time;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(ct);
        (_left, _runningSince) = (limit, _time.GetTimestamp());
        _timer = _time.CreateTimer(static deadline => ((WorkDeadline)deadline!).Elapse(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled with the caller's token, and when the deadline has passed.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether the deadline has passed.</summary>
    public bool HasExpired => _expired;

    /// <summary>Starts the clock for the rest of the calling method and what it calls.</summary>
    /// <param name="limit">How long the work may take.</param>
    /// <param name="ct">Also cancels the work.</param>
    /// <param name="time">Real time by default, since the database and the network run on it.</param>
    public static WorkDeadline Start(TimeSpan limit, CancellationToken ct, TimeProvider? time = null)
    {
        var deadline = new WorkDeadline(limit, time ?? TimeProvider.System, ct);
        Ambient.Value = deadline;
        return deadline;
    }

    /// <summary>Pauses the clock until the result is disposed, while the work waits for another party that has its own limit.</summary>
    public static Suspension Suspend() => new(Ambient.Value);

    /// <summary>Takes the rest of the calling method, and what it calls, out of its caller's deadline.</summary>
    public static Detachment Detach()
    {
        var outer = Ambient.Value;
        Ambient.Value = null;
        return new Detachment(outer);
    }

    /// <summary>
    /// Waits for work until the deadline, and then abandons it: cancelling a hanging statement hangs as well. Throws <see cref="WorkDeadlineException"/>.
    /// </summary>
    public static async Task<T> GuardAsync<T>(Task<T> work)
    {
        var deadline = Ambient.Value;
        if (work.IsCompleted || deadline is null || await Task.WhenAny(work, deadline.ExpiryAsync()) == work)
        {
            try
            {
                return await work;
            }
            // Work that heard of the deadline by its token may end before the deadline is noticed here.
            catch (OperationCanceledException) when (deadline is { HasExpired: true })
            {
                throw new WorkDeadlineException();
            }
        }

        _ = work.ContinueWith(
            static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new WorkDeadlineException();
    }

    /// <summary>Stops the clock for good: the response has started and can no longer become an error.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
        }
    }

    /// <summary>Stops the clock and restores the deadline of the calling context.</summary>
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

    private Task ExpiryAsync()
    {
        lock (_lock)
        {
            _expiry ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_expired)
            {
                _expiry.TrySetResult();
            }

            return _expiry.Task;
        }
    }

    private void Elapse()
    {
        lock (_lock)
        {
            if (_ended || _expired)
            {
                return;
            }

            if (_suspensions > 0)
            {
                _elapsedInPause = true;
                return;
            }

            if (_left - _time.GetElapsedTime(_runningSince) is var left && left > TimeSpan.Zero)
            {
                Restart(left);
                return;
            }

            _expired = true;
            _expiry?.TrySetResult();
        }

        // Last: cancelling a statement blocks while PostgreSQL does not respond.
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
            }
        }
    }

    private void Resume()
    {
        lock (_lock)
        {
            if (--_suspensions > 0 || _ended)
            {
                return;
            }

            _runningSince = _time.GetTimestamp();
            if (_elapsedInPause)
            {
                _elapsedInPause = false;
                Restart(_left);
            }
        }
    }

    private void Restart(TimeSpan left) => _timer.Change(left > TimerResolution ? left : TimerResolution, Timeout.InfiniteTimeSpan);

    /// <summary>Time that does not count towards the deadline.</summary>
    public readonly record struct Suspension : IDisposable
    {
        private readonly WorkDeadline? _deadline;

        internal Suspension(WorkDeadline? deadline)
        {
            _deadline = deadline;
            deadline?.Pause();
        }

        /// <summary>Resumes the clock.</summary>
        public void Dispose() => _deadline?.Resume();
    }

    /// <summary>Work without the deadline of its caller.</summary>
    public readonly record struct Detachment : IDisposable
    {
        private readonly WorkDeadline? _outer;

        internal Detachment(WorkDeadline? outer) => _outer = outer;

        /// <summary>Restores the deadline of the calling context.</summary>
        public void Dispose() => Ambient.Value = _outer;
    }
}
