using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>In Gmail's place: sends an attachment of 25 MiB, of which the second half waits for the test, and takes as large uploads, keeping none of it.</summary>
internal sealed class LargeGmail : IAsyncDisposable
{
    public const int Size = 25 << 20;

    /// <summary>A multiple of three: its base64 can be put together.</summary>
    private const int Piece = 3 * 16 * 1024;

    private readonly WebApplication _app;
    private TaskCompletionSource _rest = new();
    private TaskCompletionSource _half = new();

    private LargeGmail(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/");

    /// <summary>What is done when half of an upload is here.</summary>
    public Action AtHalf { get; set; } = () => { };

    /// <summary>Half of an upload is here.</summary>
    public Task HalfIsHere => _half.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static async Task<LargeGmail> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var gmail = new LargeGmail(builder.Build());
        gmail._app.MapGet("/gmail/v1/users/me/messages/{id}", () => new
        {
            payload = new
            {
                parts = new[] { new { partId = "0", filename = "large.zip", mimeType = "application/zip", body = new { attachmentId = "ANGjdJ8", size = Size } } },
            },
        });
        gmail._app.MapGet("/gmail/v1/users/me/messages/{id}/attachments/ANGjdJ8", gmail.SendAsync);
        gmail._app.MapPost("/upload/gmail/v1/users/me/messages/send", gmail.TakeAsync);
        await gmail._app.StartAsync();
        return gmail;
    }

    /// <summary>The byte of the attachment at a place.</summary>
    public static byte At(long place) => (byte)(place * 31 >> 5);

    public void LetTheRestFollow() => _rest.TrySetResult();

    public void BeginAnew() => (_rest, _half, AtHalf) = (new(), new(), () => { });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task SendAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json; charset=UTF-8";
        await http.Response.WriteAsync($$"""{ "size": {{Size}}, "data": """ + "\"");
        var bytes = new byte[Piece];
        for (var sent = 0; sent < Size; sent += Piece)
        {
            if (sent >= Size / 2)
            {
                await _rest.Task.WaitAsync(http.RequestAborted);
            }

            var length = Math.Min(Piece, Size - sent);
            for (var i = 0; i < length; i++)
            {
                bytes[i] = At(sent + i);
            }

            await http.Response.WriteAsync(Base64Url.EncodeToString(bytes.AsSpan(..length)));
            await http.Response.Body.FlushAsync();
        }

        await http.Response.WriteAsync("\" }");
    }

    private async Task TakeAsync(HttpContext http)
    {
        var (buffer, received) = (new byte[64 * 1024], 0L);
        for (int read; (read = await http.Request.Body.ReadAsync(buffer)) > 0;)
        {
            received += read;
            if (received >= (Size / 2) - buffer.Length && _half.TrySetResult())
            {
                AtHalf();
            }
        }

        await http.Response.WriteAsync(JsonSerializer.Serialize(new { id = "18f0", threadId = "18f0", received }), Encoding.UTF8);
    }
}
