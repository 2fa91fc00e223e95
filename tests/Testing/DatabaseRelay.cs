using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GmailPlatform.Testing;

/// <summary>Relays connections to PostgreSQL, so that a test can interfere with them.</summary>
public abstract class DatabaseRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _disposing = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;

    /// <summary>Starts to accept connections.</summary>
    /// <param name="postgres">Connection string of the database behind the relay; without TLS.</param>
    protected DatabaseRelay(string postgres)
    {
        var target = new DbConnectionStringBuilder { ConnectionString = postgres };
        (_host, _port) = ((string)target["Host"], int.Parse((string)target["Port"], CultureInfo.InvariantCulture));
        _listener.Start();
        target["Host"] = IPAddress.Loopback.ToString();
        target["Port"] = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = target.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The same database through the relay.</summary>
    public string ConnectionString { get; }

    /// <summary>Ends all connections.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _accepting;
        // Only now: a stopped listener throws where a connection is still being accepted.
        _listener.Stop();
        _disposing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Relays one connection until either end is gone.</summary>
    /// <param name="near">The client's end.</param>
    /// <param name="far">PostgreSQL's end, not connected yet.</param>
    /// <param name="connect">Connects <paramref name="far"/>.</param>
    /// <param name="ct">Ends the relay.</param>
    protected abstract Task RelayAsync(TcpClient near, TcpClient far, Func<Task> connect, CancellationToken ct);

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_disposing.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await RelayAsync(near, far, () => far.ConnectAsync(_host, _port, _disposing.Token).AsTask(), _disposing.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // One of the ends is gone: so is the other.
            }
        }
    }
}
