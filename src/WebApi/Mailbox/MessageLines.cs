using System.Buffers;
using System.Text.Json;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Requests;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>
/// Messages as lines of JSON, each page as soon as it is here. A listing that cannot go on ends with one line whose <c>error</c> is a
/// problem (RFC 9457); without such a line it is whole.
/// </summary>
internal sealed class MessageLines(MessageStream messages) : IResult
{
    public const string ContentType = "application/x-ndjson";

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var json = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        httpContext.Response.ContentType = ContentType;
        if (httpContext.IsHead())
        {
            return;
        }

        await foreach (var page in messages.Pages.WithCancellation(httpContext.RequestAborted))
        {
            if (page.Succeeded(out var found, out var failure))
            {
                Write(found.Messages);
            }
            else
            {
                Write([new { error = failure.ToProblem().ProblemDetails }]);
            }

            // Before the next page is asked for more than it is: a slow reader slows Gmail down, and nothing piles up.
            await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }

        void Write<T>(IReadOnlyList<T> lines)
        {
            foreach (var line in lines)
            {
                httpContext.Response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(line, json));
                httpContext.Response.BodyWriter.Write(NewLine);
            }
        }
    }
}
