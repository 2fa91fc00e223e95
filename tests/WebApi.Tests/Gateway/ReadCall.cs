using System.Text;
using System.Text.Json;
using GmailPlatform.WebApi.Mailbox.Gateway;
using GmailPlatform.WebApi.Mailbox.Gateway.Batches;
using MimeKit;

namespace GmailPlatform.WebApi.Tests.Gateway;

/// <summary>A call that a reader finds in a batch.</summary>
internal sealed record ReadCall(string Method, string Target, string Body)
{
    /// <summary>Finds a request line, and what is behind a blank line.</summary>
    public static ReadCall Of(string request, string lineEnd)
    {
        var head = request.IndexOf(lineEnd + lineEnd, StringComparison.Ordinal);
        var line = request[..request.IndexOf(lineEnd, StringComparison.Ordinal)].Split(' ');
        return new ReadCall(line[0], line[1], request[(head + (2 * lineEnd.Length))..]);
    }
}

/// <summary>A batch as the gateway writes it, and the calls that it checked.</summary>
internal sealed record WrittenBatch(string ContentType, byte[] Body, IReadOnlyList<ReadCall> Checked)
{
    private static readonly GatewayMount Mount = new(Guid.Empty, "/v1/grants/x/google");

    /// <summary>Null for a batch that is refused as a whole, or in all its parts.</summary>
    public static async Task<WrittenBatch?> OfAsync(byte[] hostile)
    {
        if (!MultipartText.Split(hostile, HostileBatches.Boundary).Succeeded(out var texts, out _))
        {
            return null;
        }

        var parts = texts.ConvertAll(text => BatchPart.Read(text, Mount));
        var indices = Enumerable.Range(0, parts.Count).Where(index => parts[index].Call.Failure is null).ToList();
        if (indices.Count == 0)
        {
            return null;
        }

        using var content = new BatchContent(parts, indices);
        return new WrittenBatch(content.Headers.ContentType!.ToString(), await content.ReadAsByteArrayAsync(), [.. indices.Select(index => CheckedIn(parts[index]))]);
    }

    /// <summary>For whom <paramref name="lineEnd"/> ends a line.</summary>
    public IReadOnlyList<ReadCall> ReadByLines(string lineEnd)
    {
        var text = Encoding.Latin1.GetString(Body);
        var lines = lineEnd switch
        {
            "\n" => text.Split('\n').Select(line => line.TrimEnd('\r')),
            "\r" => text.Replace("\n", "", StringComparison.Ordinal).Split('\r'),
            "any" => text.ReplaceLineEndings("\n").Split(['\n', '\r', '\v', '\f', '\u001c', '\u001d', '\u001e', '\u0085', '\u2028']),
            _ => text.Split(lineEnd),
        };
        var boundary = "--" + ContentType.Split("boundary=")[1];
        return [.. string.Join('\n', lines).Split(boundary).Skip(1).SkipLast(1)
            .Select(part => part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..^1])
            .Select(request => ReadCall.Of(request, "\n"))];
    }

    public IReadOnlyList<ReadCall> ReadByMimeKit()
    {
        using var stream = new MemoryStream([.. Encoding.ASCII.GetBytes($"Content-Type: {ContentType}\r\n\r\n"), .. Body]);
        return [.. ((Multipart)MimeEntity.Load(stream)).Cast<MimePart>().Select(Call)];

        static ReadCall Call(MimePart part)
        {
            using var body = new MemoryStream();
            part.Content!.DecodeTo(body);
            return ReadCall.Of(Encoding.Latin1.GetString(body.ToArray()), "\r\n");
        }
    }

    public string ToJsonLine() => JsonSerializer.Serialize(new { contentType = ContentType, body = Convert.ToBase64String(Body) });

    private static ReadCall CheckedIn(BatchPart part)
    {
        part.Call.Succeeded(out var call, out _);
        return new ReadCall(call!.Verb, "/" + call.Target, Encoding.ASCII.GetString(part.Body));
    }
}
