using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>In Gmail's place: answers what it was asked, so that a test sees what reaches Google.</summary>
internal sealed class EchoGmail : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _rejections;

    private EchoGmail(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/");

    /// <summary>Header values that every answer carries.</summary>
    public Dictionary<string, string> AnswerHeaders { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether answers name their length, in place of coming in chunks.</summary>
    public bool NamesLength { get; set; }

    public static async Task<EchoGmail> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var echo = new EchoGmail(builder.Build());
        echo._app.Run(echo.AnswerAsync);
        await echo._app.StartAsync();
        return echo;
    }

    /// <summary>Refuses the token of so many calls.</summary>
    public void RejectTokens(int calls) => Volatile.Write(ref _rejections, calls);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        foreach (var (name, value) in AnswerHeaders)
        {
            http.Response.Headers[name] = value.Replace("{root}", Url.AbsoluteUri, StringComparison.Ordinal);
        }

        if (Interlocked.Decrement(ref _rejections) >= 0)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        var answer = JsonSerializer.SerializeToUtf8Bytes(new
        {
            method = http.Request.Method,
            target = http.Request.Path.Value + http.Request.QueryString.Value,
            host = http.Request.Host.Value,
            headers = http.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            length = body.Length,
            body = body.Length > 100_000 ? null : Encoding.UTF8.GetString(body.ToArray()),
        });
        http.Response.ContentLength = NamesLength ? answer.Length : null;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }
}
