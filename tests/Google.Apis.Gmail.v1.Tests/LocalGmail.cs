using System.Collections.Concurrent;
using System.Text;
using Google.Apis.Gmail.v1;
using Google.Apis.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>A request as it came off the wire, its body unpacked.</summary>
internal sealed record Asked(string Method, string Target, IHeaderDictionary Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A <see cref="GmailService"/> whose Gmail is a Kestrel here: it keeps what was asked and answers what it was told to.</summary>
internal sealed class LocalGmail : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Asked> _asked = new();

    private LocalGmail(WebApplication app) => _app = app;

    public string Root => $"{_app.Urls.Single()}/";

    public GmailService Service { get; private set; } = null!;

    public IReadOnlyCollection<Asked> Asked => _asked;

    public static Task<LocalGmail> StartAsync(string answer = "{}", int status = StatusCodes.Status200OK) =>
        StartAsync((_, response) =>
        {
            response.StatusCode = status;
            response.ContentType = "application/json";
            return status is StatusCodes.Status204NoContent ? Task.CompletedTask : response.WriteAsync(answer);
        });

    public static async Task<LocalGmail> StartAsync(Func<Asked, HttpResponse, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRequestDecompression(); // the library packs bodies
        var gmail = new LocalGmail(builder.Build());
        gmail._app.UseRequestDecompression();
        gmail._app.Run(async context =>
        {
            var asked = await ReadAsync(context);
            gmail._asked.Enqueue(asked);
            await answer(asked, context.Response);
        });
        await gmail._app.StartAsync();
        gmail.Service = new GmailService(new BaseClientService.Initializer { ApplicationName = "tests", BaseUri = gmail.Root });
        return gmail;
    }

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<Asked> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new Asked(context.Request.Method, target, new HeaderDictionary(context.Request.Headers.ToDictionary()), body.ToArray());
    }
}
