namespace GmailPlatform.Infrastructure.Jobs;

/// <summary>
/// Runs Hangfire's synchronous calls on threads of their own, a few at a time. On the thread pool, calls that wait for a database connection
/// would leave no thread to the requests that hold the connections and only need to commit.
/// </summary>
internal sealed class BlockingCalls : IDisposable
{
    private const int Concurrency = 4;

    private readonly SemaphoreSlim _turns = new(Concurrency);

    /// <summary>Runs the call when it is its turn. Once begun it runs to its end.</summary>
    public async Task<T> RunAsync<T>(Func<T> call, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
