namespace GmailPlatform.Application;

/// <summary>
/// Npgsql blocks a thread for each statement that it cancels on a hanging server. The pool adds only about two threads a second, so other
/// requests would starve: while statements are cancelled, it may grow at once. Fewer threads are faster otherwise.
/// </summary>
internal static class ThreadReserve
{
    /// <summary>Threads; more than a node has connections.</summary>
    private const int Threads = 64;

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    private static readonly Lock Changing = new();
    private static readonly ITimer End = TimeProvider.System.CreateTimer(_ => Close(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    private static int _usual;

    /// <summary>Lets the pool grow at once for the next minute.</summary>
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
