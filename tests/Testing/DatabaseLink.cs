using System.Collections.Concurrent;
using System.Net.Sockets;

namespace GmailPlatform.Testing;

/// <summary>A way to PostgreSQL that a test can stall, as a partition does, or cut.</summary>
/// <param name="postgres">Connection string of the database that it leads to.</param>
public sealed class DatabaseLink(string postgres) : DatabaseRelay(postgres)
{
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private TaskCompletionSource _flowing = Flowing();
    private volatile bool _cut;

    /// <summary>Nothing gets through any more, and nobody is told.</summary>
    public void Stall() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends every connection and takes no new one.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var connection in _open.Keys)
        {
            connection.Dispose();
        }
    }

    /// <summary>What was held up goes on, and new connections are taken.</summary>
    public void Mend()
    {
        _cut = false;
        _flowing.TrySetResult();
    }

    public override ValueTask DisposeAsync()
    {
        Cut();
        _flowing.TrySetResult();
        return base.DisposeAsync();
    }

    protected override async Task RelayAsync(TcpClient near, TcpClient far, Func<Task> connect, CancellationToken ct)
    {
        (_open[near], _open[far]) = (true, true);
        try
        {
            if (!_cut)
            {
                await connect();
                await Task.WhenAny(PumpAsync(near.GetStream(), far.GetStream(), ct), PumpAsync(far.GetStream(), near.GetStream(), ct));
            }
        }
        finally
        {
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, ct)) > 0;)
            {
                await Volatile.Read(ref _flowing).Task;
                await to.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the ends is gone: so is the other.
        }
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }
}
