using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.EndToEnd.Tests.Gateway.Support;

/// <summary>One call that a batch was read to hold.</summary>
internal sealed record InnerCall(string Method, string Target, string? ContentId, string Head, string Body)
{
    public override string ToString() => $"{Method} {Target}";
}

/// <summary>In Gmail's place: keeps what it receives, and answers each call of a batch as the test asks.</summary>
internal sealed class BatchGmail : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BatchGmail(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/");

    /// <summary>Every request, batch or not: method, target and headers, then the body.</summary>
    public ConcurrentQueue<(string Target, IHeaderDictionary Headers, byte[] Body)> Requests { get; } = new();

    /// <summary>Status and body of the answer to a call of a batch.</summary>
    public Func<InnerCall, string, (int Status, string Body)> Answer { get; set; } = (call, _) => (200, $$"""{"id":"{{call.Target}}"}""");

    /// <summary>Replaces the whole answer where it is not null.</summary>
    public Func<HttpContext, Task<bool>> Outer { get; set; } = _ => Task.FromResult(false);

    /// <summary>In which the answers are written, by index.</summary>
    public Func<int, IEnumerable<int>> Order { get; set; } = count => Enumerable.Range(0, count);

    public IReadOnlyList<InnerCall> CallsOf(int request)
    {
        var (_, headers, body) = Requests.ElementAt(request);
        return LineReaders.Read(headers.ContentType.ToString(), body, "\n");
    }

    public static async Task<BatchGmail> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var gmail = new BatchGmail(builder.Build());
        gmail._app.Run(gmail.AnswerAsync);
        await gmail._app.StartAsync();
        return gmail;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var headers = new HeaderDictionary(http.Request.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase));
        Requests.Enqueue(($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", headers, buffer.ToArray()));
        if (await Outer(http))
        {
            return;
        }

        http.Response.StatusCode = StatusCodes.Status200OK;

        var calls = LineReaders.Read(http.Request.ContentType!, buffer.ToArray(), "\n");
        var answer = new StringBuilder();
        foreach (var index in Order(calls.Count))
        {
            var (status, body) = Answer(calls[index], http.Request.Headers.Authorization.ToString());
            var id = calls[index].ContentId is { } contentId ? $"Content-ID: <response-{contentId.TrimStart('<')}\r\n" : "";
            answer.Append($"--batch_x\r\nContent-Type: application/http\r\n{id}\r\nHTTP/1.1 {status} Any\r\n"
                + $"Content-Type: application/json; charset=UTF-8\r\nSet-Cookie: NID=1\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}\r\n");
        }

        http.Response.ContentType = "multipart/mixed; boundary=batch_x";
        await http.Response.WriteAsync(answer.Append("--batch_x--\r\n").ToString());
    }
}
