using System.Text;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>Splits a <c>multipart/mixed</c> body as Google does: lines end with LF, and a CR before it is part of the line end.</summary>
internal static class MultipartText
{
    /// <summary>Characters (RFC 2046 section 5.1.1).</summary>
    private const int MaxBoundaryLength = 70;

    private static readonly Failure BrokenOff = CallFailures.Invalid("The batch is incomplete: its closing boundary is missing.");

    /// <summary>The boundary, without quotes.</summary>
    public static Result<string> ReadBoundary(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.UnescapeAsQuotedString(type.Boundary) is { Length: > 0 and <= MaxBoundaryLength } boundary
        && boundary.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? boundary.ToString()
            : CallFailures.Invalid("A batch must be multipart/mixed with a boundary of at most 70 characters.");

    /// <summary>The bytes of the parts, without the line end that belongs to the next boundary.</summary>
    public static Result<List<ReadOnlyMemory<byte>>> Split(ReadOnlyMemory<byte> body, string boundary)
    {
        var delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        var parts = new List<ReadOnlyMemory<byte>>();
        var (start, end) = (-1, 0);
        for (var position = 0; position < body.Length;)
        {
            var line = LineAt(body.Span, position, out var next);
            if (line.StartsWith(delimiter) && TailOf(line[delimiter.Length..]) is { } isLast)
            {
                if (start >= 0)
                {
                    parts.Add(end > start ? body[start..end] : default);
                }

                if (isLast)
                {
                    return Checked(parts);
                }

                if (parts.Count > BatchLimits.Calls)
                {
                    return TooMany();
                }

                start = next;
            }

            end = position + line.Length;
            position = next;
        }

        return BrokenOff;
    }

    /// <summary>The line that begins there, without its end.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the line begins.</param>
    /// <param name="next">Where the next line begins.</param>
    public static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> text, int start, out int next)
    {
        var length = text[start..].IndexOf((byte)'\n');
        var line = length < 0 ? text[start..] : text.Slice(start, length);
        next = length < 0 ? text.Length : start + length + 1;
        return line.EndsWith((byte)'\r') ? line[..^1] : line;
    }

    /// <summary>Whether the boundary is the last one; null for a line that only begins like a boundary.</summary>
    private static bool? TailOf(ReadOnlySpan<byte> tail) => tail.TrimEnd(" \t"u8) switch
    {
        [] => false,
        [(byte)'-', (byte)'-'] => true,
        _ => null,
    };

    private static Result<List<ReadOnlyMemory<byte>>> Checked(List<ReadOnlyMemory<byte>> parts) => parts.Count switch
    {
        0 => CallFailures.Invalid("The batch contains no calls."),
        > BatchLimits.Calls => TooMany(),
        _ => parts,
    };

    private static Failure TooMany() => CallFailures.Invalid($"A batch has at most {BatchLimits.Calls} calls.");
}
