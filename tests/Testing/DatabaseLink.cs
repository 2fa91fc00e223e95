using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GmailPlatform.Testing;

/// <summary>A way to PostgreSQL that a test can stall, as a partition does, or cut.</summary>
public sealed class DatabaseLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _disposing = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private TaskCompletionSource _flowing = Flowing();
    private volatile bool _cut;

    /// <summary>Opens the way.</summary>
    /// <param name="postgres">Connection string of the database that it leads to.</param>
    public DatabaseLink(string postgres)
    {
        var target = new DbConnectionStringBuilder { ConnectionString = postgres };
        (_host, _port) = ((string)target["Host"], int.Parse((string)target["Port"], CultureInfo.InvariantCulture));
        _listener.Start();
        target["Host"] = IPAddress.Loopback.ToString();
        target["Port"] = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = target.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The same database by this way.</summary>
    public string ConnectionString { get; }

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

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        Cut();
        _flowing.TrySetResult();
        await _accepting;
        // Only now: a listener that has stopped throws at whoever still accepts.
        _listener.Stop();
        _disposing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                pumps.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_disposing.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            (_open[near], _open[far]) = (true, true);
            try
            {
                if (!_cut)
                {
                    await far.ConnectAsync(_host, _port, _disposing.Token);
                    await Task.WhenAny(PumpAsync(near.GetStream(), far.GetStream()), PumpAsync(far.GetStream(), near.GetStream()));
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // One of the ends is gone: so is the other.
            }

            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, _disposing.Token)) > 0;)
            {
                await Volatile.Read(ref _flowing).Task;
                await to.WriteAsync(buffer.AsMemory(0, read), _disposing.Token);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // As above.
        }
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }
}
