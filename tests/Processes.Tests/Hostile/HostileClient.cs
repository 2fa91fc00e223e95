using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests.Hostile;

/// <summary>Sends what no HTTP client would, from an address of its own. Answers are statuses, 0 for a connection that was closed without one.</summary>
internal sealed class HostileClient(Uri server, string apiKey, string grant)
{
    public const int Closed = 0;

    private static readonly IPAddress Address = IPAddress.Parse("127.0.0.66");

    /// <summary>With a slash at its end.</summary>
    public string Grant { get; } = $"/v1/grants/{grant}/";

    public Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(server, Address);

    /// <summary>A request line and headers with a valid key, without the empty line.</summary>
    public string Head(string method, string path, params string[] headers) =>
        string.Join("\r\n", [$"{method} {path} HTTP/1.1", $"Host: {server.Authority}", $"Authorization: Bearer {apiKey}", .. headers, ""]);

    /// <summary>A whole request.</summary>
    public string Request(string method, string path, string type, string body, params string[] headers) =>
        Head(method, path, [$"Content-Type: {type}", string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.Latin1.GetByteCount(body)}"), .. headers]) + "\r\n" + body;

    /// <summary>Sends the same text on several connections at once.</summary>
    public async Task<IReadOnlyList<int>> SendAsync(string text, int connections = 4) =>
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => SendOnceAsync(text)));

    /// <summary>Sends several requests on each of several connections without waiting for answers.</summary>
    public async Task<IReadOnlyList<int>> PipelineAsync(Func<int, string> request, int requests, int connections = 1)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => PipelineOnceAsync(
            string.Concat(Enumerable.Range(connection * requests, requests).Select(request)), requests)));
        return [.. answers.SelectMany(statuses => statuses)];
    }

    /// <summary>Sends a start, and then a few bytes each quarter of a second until there is an answer.</summary>
    public async Task<IReadOnlyList<int>> TrickleAsync(string start, string drop, int connections) =>
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            using var connection = await OpenAsync();
            await connection.TrySendAsync(start);
            var answer = connection.ReadAnswerAsync();
            while (!answer.IsCompleted && await connection.TrySendAsync(drop))
            {
                await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(250)));
            }

            return (await answer)?.Status ?? Closed;
        }));

    /// <summary>Opens many connections, keeps them all, and asks something on each.</summary>
    public async Task<IReadOnlyList<int>> KeepOpenAsync(int connections)
    {
        var open = new List<RawConnection>();
        var statuses = new List<int>();
        for (var i = 0; i < connections; i++)
        {
            try
            {
                open.Add(await OpenAsync());
                await open[^1].TrySendAsync($"GET /health/live HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n");
                statuses.Add((await open[^1].ReadAnswerAsync())?.Status ?? Closed);
            }
            catch (SocketException)
            {
                // Closed even before the client's side of it was open.
                statuses.Add(Closed);
            }
        }

        open.ForEach(connection => connection.Dispose());
        return statuses;
    }

    private async Task<int> SendOnceAsync(string text)
    {
        using var connection = await OpenAsync();
        var sending = connection.TrySendAsync(text);
        var answer = await connection.ReadAnswerAsync();
        connection.Dispose();
        await sending;
        return answer?.Status ?? Closed;
    }

    private async Task<List<int>> PipelineOnceAsync(string text, int requests)
    {
        using var connection = await OpenAsync();
        var sending = connection.TrySendAsync(text);
        var statuses = new List<int>();
        while (statuses.Count < requests && await connection.ReadAnswerAsync() is { } answer)
        {
            statuses.Add(answer.Status);
        }

        connection.Dispose();
        await sending;
        return statuses.Count > 0 ? statuses : [Closed];
    }
}
