using System.Text;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Batch;

/// <summary>One call inside a batch: an HTTP request in a part of <c>application/http</c>.</summary>
internal sealed record BatchItem(string? ContentId, string Method, string Path, QueryString Query, HeaderDictionary Headers, byte[] Body)
{
    /// <summary>Reads a part; null when there is no request in it. The version may be missing, and the URL may be a path or whole.</summary>
    public static BatchItem? Read(MultipartPart part)
    {
        var rest = HeaderBlock.NextLine(part.Text.TrimStart('\r', '\n'), out var requestLine);
        if (requestLine.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var method, var target, ..])
        {
            return null;
        }

        var body = HeaderBlock.Read(rest, out var headers);
        if (!Uri.TryCreate(new Uri("http://batch.invalid/"), target, out var url))
        {
            return null;
        }

        return new BatchItem(
            Forms.NullIfEmpty(part.Headers["Content-ID"]),
            method,
            Uri.UnescapeDataString(url.AbsolutePath),
            new QueryString(url.Query),
            headers,
            Encoding.Latin1.GetBytes(body));
    }

    /// <summary>The id of the answer: <c>&lt;response-item1&gt;</c> to <c>&lt;item1&gt;</c>.</summary>
    public string? ResponseContentId => ContentId?.StartsWith('<') == true ? $"<response-{ContentId[1..]}" : ContentId is null ? null : $"response-{ContentId}";
}
