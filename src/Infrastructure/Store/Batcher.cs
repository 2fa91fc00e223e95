namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// Lets calls travel together: one that finds a free lane goes at once and alone; those that come while all lanes are busy wait, and go
/// as one batch. So a quiet server answers as fast as ever, and a storm costs a fraction of the round trips.
/// </summary>
/// <typeparam name="TCall">What a caller asks for.</typeparam>
/// <typeparam name="TAnswer">What one call is answered.</typeparam>
/// <param name="lanes">How many batches are under way at most.</param>
/// <param name="largest">The most calls of one batch.</param>
/// <param name="run">Answers a batch, each call in its place. What it throws, all callers of the batch get.</param>
/// <param name="time">Real time by default, since the database and the network run on it.</param>
internal sealed class Batcher<TCall, TAnswer>(int lanes, int largest, Func<IReadOnlyList<TCall>, Task<IReadOnlyList<TAnswer>>> run, TimeProvider? time = null)
{
    /// <summary>A batch on a connection that hangs stops its own calls, and the others for no longer than this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _queueing = new();
    private readonly Queue<Waiting> _queue = new();
    private int _busy;

    public Task<TAnswer> AddAsync(TCall call)
    {
        var waiting = new Waiting(call);
        lock (_queueing)
        {
            _queue.Enqueue(waiting);
            if (_busy == lanes)
            {
                return waiting.Task;
            }

            _busy++;
        }

        _ = DrainAsync();
        return waiting.Task;
    }

    private async Task DrainAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                await AnswerAsync(batch).WaitAsync(Patience, time ?? TimeProvider.System);
            }
            catch (TimeoutException)
            {
                // It goes on beside the lane, and answers its calls in its own time.
            }
        }
    }

    /// <summary>Empty when nobody waits: then the lane is free again.</summary>
    private List<Waiting> TakeBatch()
    {
        lock (_queueing)
        {
            var batch = new List<Waiting>(Math.Min(_queue.Count, largest));
            while (batch.Count < largest && _queue.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            _busy -= batch.Count == 0 ? 1 : 0;
            return batch;
        }
    }

    /// <summary>Never throws.</summary>
    private async Task AnswerAsync(List<Waiting> batch)
    {
        try
        {
            var answers = await batch[0].RunAsync(() => run([.. batch.Select(waiting => waiting.Call)]));
            foreach (var (waiting, answer) in batch.Zip(answers))
            {
                waiting.SetResult(answer);
            }
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
            {
                waiting.TrySetException(e);
            }
        }
    }

    /// <summary>A caller, who goes on elsewhere than on the lane.</summary>
    private sealed class Waiting(TCall call) : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();

        public TCall Call => call;

        /// <summary>In the caller's context, so that the work shows in the trace of the one who was first.</summary>
        public Task<IReadOnlyList<TAnswer>> RunAsync(Func<Task<IReadOnlyList<TAnswer>>> work)
        {
            if (_context is null)
            {
                return work();
            }

            Task<IReadOnlyList<TAnswer>>? running = null;
            ExecutionContext.Run(_context, _ => running = work(), state: null);
            return running!;
        }
    }
}
