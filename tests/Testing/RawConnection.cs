using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GmailPlatform.Testing;

/// <summary>A TCP connection for requests that no HTTP client would send: broken off, slow, or malformed.</summary>
public sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client;
    private readonly List<byte> _received = [];
    private NetworkStream _stream = null!;

    private RawConnection(TcpClient client) => _client = client;

    /// <summary>Connects.</summary>
    /// <param name="server">Host and port.</param>
    /// <param name="from">The client's own address; null: whatever the system takes.</param>
    public static async Task<RawConnection> OpenAsync(Uri server, IPAddress? from = null)
    {
        var connection = new RawConnection(from is null ? new TcpClient() : new TcpClient(new IPEndPoint(from, 0)));
        await connection._client.ConnectAsync(server.Host, server.Port);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Sends as much as the server takes; false once the connection is closed.</summary>
    public async Task<bool> TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The next answer; null when the server closed the connection instead.</summary>
    public async Task<RawAnswer?> ReadAnswerAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        int end;
        while ((end = IndexOf("\r\n\r\n")) < 0)
        {
            if (!await ReceiveAsync(limit.Token))
            {
                return null;
            }
        }

        var head = Take(end + 4);
        var answer = new RawAnswer(int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head, Body: "");
        if (answer.Header("Transfer-Encoding") is not null)
        {
            while ((end = IndexOf("0\r\n\r\n")) < 0 && await ReceiveAsync(limit.Token))
            {
            }

            return answer with { Body = Take(end < 0 ? _received.Count : end + 5) };
        }

        var length = int.Parse(answer.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture);
        while (_received.Count < length && await ReceiveAsync(limit.Token))
        {
        }

        return answer with { Body = Take(Math.Min(length, _received.Count)) };
    }

    /// <summary>Waits until the server closes the connection, whatever it still sends.</summary>
    public async Task WaitForEndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await ReceiveAsync(limit.Token))
        {
            _received.Clear();
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> ReceiveAsync(CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            var read = await _stream.ReadAsync(buffer, ct);
            _received.AddRange(buffer.AsSpan(0, read));
            return read > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private int IndexOf(string text) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received).IndexOf(Encoding.ASCII.GetBytes(text));

    private string Take(int count)
    {
        var text = Encoding.UTF8.GetString([.. _received.Take(count)]);
        _received.RemoveRange(0, count);
        return text;
    }
}

/// <summary>An answer as it came.</summary>
/// <param name="Head">The status line and the headers.</param>
/// <param name="Body">Still in chunks where it came so.</param>
public sealed record RawAnswer(int Status, string Head, string Body)
{
    /// <summary>Null without such a header.</summary>
    public string? Header(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
