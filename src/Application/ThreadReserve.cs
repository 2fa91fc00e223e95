namespace GmailPlatform.Application;

/// <summary>
/// Npgsql blocks a thread for each statement that it cancels on a server that hangs. The pool, which adds about two threads a second, would
/// leave everybody else without one: while statements are cancelled, it may grow at once. Otherwise few threads are faster.
/// </summary>
internal static class ThreadReserve
{
    /// <summary>More than a node's connections.</summary>
    private const int Threads = 64;

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    private static readonly Lock Changing = new();
    private static readonly ITimer End = TimeProvider.System.CreateTimer(_ => Close(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    private static int _usual;

    public static void Open()
    {
        lock (Changing)
        {
            ThreadPool.GetMinThreads(out var workers, out var completion);
            if (workers < Threads)
            {
                _usual = workers;
                ThreadPool.SetMinThreads(Threads, completion);
            }

            End.Change(Duration, Timeout.InfiniteTimeSpan);
        }
    }

    private static void Close()
    {
        lock (Changing)
        {
            ThreadPool.GetMinThreads(out _, out var completion);
            ThreadPool.SetMinThreads(_usual, completion);
        }
    }
}
