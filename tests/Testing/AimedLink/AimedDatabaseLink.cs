using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GmailPlatform.Testing;

/// <summary>A way to PostgreSQL that fails single transactions, and leaves those of everybody else alone.</summary>
public sealed class AimedDatabaseLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _disposing = new();
    private readonly ConcurrentDictionary<CommitAim, bool> _aims = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;

    /// <summary>Opens the way.</summary>
    /// <param name="postgres">Connection string of the database that it leads to; without TLS.</param>
    public AimedDatabaseLink(string postgres)
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

    /// <summary>Interferes with the first transaction that matches, once.</summary>
    public CommitAim Aim(CommitMoment moment, CommitFault fault, params IReadOnlyList<string> words)
    {
        var aim = new CommitAim(words, moment, fault);
        _aims[aim] = true;
        return aim;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _accepting;
        // Only now: a listener that has stopped throws at whoever still accepts.
        _listener.Stop();
        _disposing.Dispose();
    }

    /// <summary>The aim that what was sent matches, which nobody else gets any more.</summary>
    internal CommitAim? Take(string sent)
    {
        lock (_aims)
        {
            var matching = _aims.Keys.Where(aim => aim.Matches(sent)).ToList();
            var taken = matching.Where(aim => (aim.Moment, aim.Fault) == (matching[0].Moment, matching[0].Fault)).ToList();
            taken.ForEach(aim => _aims.TryRemove(aim, out _));
            if (taken.Count > 0)
            {
                taken[0].Companions = taken[1..];
            }

            return taken.FirstOrDefault();
        }
    }

    /// <summary>Its transaction was rolled back.</summary>
    internal void GiveBack(CommitAim aim)
    {
        foreach (var each in aim.Companions.Prepend(aim).ToList())
        {
            each.Companions = [];
            _aims[each] = true;
        }
    }

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
                await far.ConnectAsync(_host, _port, _disposing.Token);
                await new AimedConnection(this, near.GetStream(), far.GetStream()).RunAsync(_disposing.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // One of the ends is gone: so is the other.
            }
        }
    }
}
