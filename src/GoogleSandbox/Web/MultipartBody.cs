using System.Text;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>One part of a multipart body (RFC 2046 section 5.1). The text holds one byte in each character.</summary>
internal sealed record MultipartPart(HeaderDictionary Headers, string Text)
{
    public byte[] Bytes => Encoding.Latin1.GetBytes(Text);
}

/// <summary>Takes multipart bodies apart, whether their lines end with CRLF or, as some clients write them, with LF.</summary>
internal static class MultipartBody
{
    /// <summary>The parts; null when the body does not hold together.</summary>
    public static IReadOnlyList<MultipartPart>? Read(string? contentType, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
        {
            return null;
        }

        var parts = new List<MultipartPart>();
        var text = Encoding.Latin1.GetString(body);
        var delimiter = $"--{boundary}";
        var start = -1;
        for (var line = 0; line < text.Length;)
        {
            var lineEnd = text.IndexOf('\n', line);
            var next = lineEnd < 0 ? text.Length : lineEnd + 1;
            var content = text.AsSpan(line, next - line).TrimEnd();
            if (content.StartsWith(delimiter, StringComparison.Ordinal) && content[delimiter.Length..] is ("" or "--"))
            {
                if (start >= 0)
                {
                    parts.Add(Part(text[start..line]));
                }

                if (content.Length > delimiter.Length)
                {
                    return parts;
                }

                start = next;
            }

            line = next;
        }

        return null;
    }

    // The line break before a delimiter belongs to the delimiter.
    private static MultipartPart Part(string text)
    {
        var content = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text[..Math.Max(text.Length - 1, 0)];
        var body = HeaderBlock.Read(content, out var headers);
        return new MultipartPart(headers, body);
    }
}
