using System.Net.Sockets;
using System.Text;

namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>A connection without an HTTP client, which would hide how it ends.</summary>
internal static class RawConnection
{
    /// <summary>What was received, and how the connection ended.</summary>
    public static async Task<(string Received, SocketError End)> GetAsync(Uri server, string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port, limit.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"), limit.Token);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (var count = -1; count != 0;)
            {
                count = await socket.ReceiveAsync(buffer, limit.Token);
                received.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            return (received.ToString(), SocketError.Success);
        }
        catch (SocketException end)
        {
            return (received.ToString(), end.SocketErrorCode);
        }
    }
}
