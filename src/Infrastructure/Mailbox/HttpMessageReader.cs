using System.Net;
using System.Text;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Reads an HTTP response that is the body of something else (RFC 9112 section 10.2, <c>application/http</c>).</summary>
internal static class HttpMessageReader
{
    /// <summary>Its status, headers and body.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static HttpResponseMessage ReadResponse(ReadOnlyMemory<byte> message)
    {
        var rest = message;
        if (TakeLine(ref rest).Split(' ') is not [var version, var status, ..]
            || !version.StartsWith("HTTP/", StringComparison.Ordinal)
            || !int.TryParse(status, out var code)
            || code is < 100 or > 599)
        {
            throw new InvalidDataException("A part of a batch begins with no status line.");
        }

        var headers = new List<(string Name, string Value)>();
        while (TakeLine(ref rest) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(colon > 0 ? (line[..colon].Trim(), line[(colon + 1)..].Trim()) : throw new InvalidDataException("A part of a batch has a header without a name."));
        }

        var response = new HttpResponseMessage((HttpStatusCode)code) { Content = new ReadOnlyMemoryContent(rest) };
        foreach (var (name, value) in headers.Where(header => !header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            // Those of the content are kept apart.
            _ = response.Headers.TryAddWithoutValidation(name, value) || response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    private static string TakeLine(ref ReadOnlyMemory<byte> text)
    {
        var end = text.Span.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return Encoding.Latin1.GetString(line.Span).TrimEnd('\r');
    }
}
