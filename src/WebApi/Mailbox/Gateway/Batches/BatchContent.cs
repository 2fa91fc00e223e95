using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>The calls as <c>multipart/mixed</c> for Gmail, written from the checked model: ASCII, CRLF, our own boundary, ids and lengths.</summary>
internal sealed class BatchContent : HttpContent
{
    private const string IdStart = "call-";

    private readonly List<ReadOnlyMemory<byte>> _segments = [];

    /// <summary>Writes calls.</summary>
    /// <param name="parts">All parts of the batch.</param>
    /// <param name="indices">Indices of the parts to send.</param>
    public BatchContent(IReadOnlyList<BatchPart> parts, IEnumerable<int> indices)
    {
        var boundary = "batch_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        foreach (var index in indices)
        {
            _segments.Add(Encoding.ASCII.GetBytes(HeadOf(boundary, index, parts[index])));
            _segments.Add(parts[index].Body);
            _segments.Add("\r\n"u8.ToArray());
        }

        _segments.Add(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        Headers.TryAddWithoutValidation("Content-Type", $"multipart/mixed; boundary={boundary}");
        Headers.ContentLength = _segments.Sum(segment => (long)segment.Length);
    }

    /// <summary>The index of the part that a response answers; null if its id is not one of ours.</summary>
    public static int? IndexOf(string? answerId) =>
        answerId?.IndexOf(IdStart, StringComparison.Ordinal) is >= 0 and var start
        && int.TryParse(answerId.AsSpan(start + IdStart.Length).TrimEnd('>'), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var segment in _segments)
        {
            await stream.WriteAsync(segment, cancellationToken);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _segments.Sum(segment => (long)segment.Length);
        return true;
    }

    private static string HeadOf(string boundary, int index, BatchPart part)
    {
        part.Call.Succeeded(out var call, out _);
        var text = new StringBuilder($"--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{IdStart}{index}>\r\n\r\n");
        text.Append($"{call!.Verb} /{call.Target} HTTP/1.1\r\n");
        foreach (var (name, value) in call.Headers)
        {
            text.Append($"{name}: {value}\r\n");
        }

        if (part.Body.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Content-Type: {call.ContentType}\r\nContent-Length: {part.Body.Length}\r\n");
        }

        return text.Append("\r\n").ToString();
    }
}
