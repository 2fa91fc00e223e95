using System.Security.Cryptography;
using System.Text;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Batch;

/// <summary>Up to a hundred calls in one request. Each is a call of its own: with its own token, fault and entry in the log.</summary>
internal sealed class BatchEndpoint
{
    private const int Maximum = 100;
    private const string ApiRoot = "/gmail/v1/";

    /// <summary>The way that every request takes.</summary>
    public RequestDelegate? Pipeline { get; set; }

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var body = await context.Request.ReadBytesAsync(context.RequestAborted);
        var items = MultipartBody.Read(context.Request.ContentType, body)?.Select(BatchItem.Read).ToList();
        if (items is null or [] || items.Contains(null))
        {
            return GmailErrors.UnreadableBatch(items?.Count ?? 0);
        }

        return items.Count > Maximum ? GmailErrors.BatchTooLarge(Maximum) : await RunAsync(context, items.OfType<BatchItem>());
    }

    private async Task<IResult> RunAsync(HttpContext context, IEnumerable<BatchItem> items)
    {
        var boundary = $"batch_{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", 32)}";
        using var answer = new MemoryStream();
        foreach (var item in items)
        {
            var id = item.ResponseContentId is { } contentId ? $"Content-ID: {contentId}\r\n" : "";
            answer.Write(Encoding.Latin1.GetBytes($"--{boundary}\r\nContent-Type: application/http\r\n{id}\r\n"));
            answer.Write(await AnswerAsync(context, item));
            answer.Write("\r\n"u8);
        }

        answer.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        return Results.Bytes(answer.ToArray(), $"multipart/mixed; boundary={boundary}");
    }

    // Other APIs and uploads cannot be part of a batch.
    private Task<byte[]> AnswerAsync(HttpContext context, BatchItem item) => InnerCall.RunAsync(
        context, item, item.Path.StartsWith(ApiRoot, StringComparison.Ordinal) ? Pipeline! : inner => GmailErrors.NotFound.ExecuteAsync(inner));
}
