using System.Text;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>One call within a batch: an HTTP request as text (RFC 9112), in a part of type <c>application/http</c>.</summary>
/// <param name="ContentId">By which the client finds the answer.</param>
/// <param name="Method">The verb of the call.</param>
/// <param name="Target">Where it leads to at Gmail.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Headers">As the client wrote them, without its credentials.</param>
/// <param name="Body">After the blank line.</param>
internal sealed record BatchPart(string? ContentId, string Method, GatewayTarget Target, string Query, IReadOnlyList<string> Headers, ReadOnlyMemory<byte> Body)
{
    private static readonly string[] ClientsOnly = ["Authorization", "Cookie", "Host", "Connection", GmailTransformer.MethodOverride];

    /// <summary>Reads a call whose path is the gateway's (or, for a client that writes Google's own path within a batch, Gmail's).</summary>
    /// <param name="contentId">Of the part.</param>
    /// <param name="request">The part's body.</param>
    /// <param name="gatewayPath">The gateway's path for this grant, with a slash at its end.</param>
    /// <returns>A failure that says what is wrong with the part.</returns>
    public static Result<BatchPart> Read(string? contentId, ReadOnlyMemory<byte> request, string gatewayPath)
    {
        var rest = request;
        var requestLine = TakeLine(ref rest).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (requestLine is not [var method, var target, ..] || requestLine.Length > 3 || target.Any(char.IsControl) || !method.All(char.IsAsciiLetterUpper))
        {
            return Invalid("A part of a batch begins with a request line: a verb and a path.");
        }

        var (path, query) = Split(target);
        if (Find(path, gatewayPath) is not { } found)
        {
            return Invalid("A part of a batch names a path that this gateway does not lead to.");
        }

        var headers = new List<string>();
        while (TakeLine(ref rest) is { Length: > 0 } line)
        {
            // Whatever a laxer reader could take for another header would pass by the list of those that are kept here.
            if (NameOf(line) is not { } name)
            {
                return Invalid("A header within a batch is a name, a colon and a value on one line.");
            }

            if (!ClientsOnly.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                headers.Add(line);
            }
        }

        return new BatchPart(contentId, method, found, GatewayQuery.WithoutCredentials(query), headers, rest);
    }

    public HttpContent ToContent()
    {
        var text = new StringBuilder($"{Method} /{Target.Path}{Query} HTTP/1.1\r\n");
        foreach (var header in Headers)
        {
            text.Append(header).Append("\r\n");
        }

        text.Append("\r\n");
        var content = new ByteArrayContent([.. Encoding.Latin1.GetBytes(text.ToString()), .. Body.Span]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/http");
        if (ContentId is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-ID", ContentId);
        }

        return content;
    }

    /// <summary>Clients name the whole address, or its path only.</summary>
    private static (string Path, string? Query) Split(string target)
    {
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var pathStart = authority < 0 ? 0 : target.IndexOf('/', authority + 3);
        var pathAndQuery = pathStart < 0 ? "" : target[pathStart..];
        var queryStart = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        return queryStart < 0 ? (pathAndQuery, null) : (pathAndQuery[..queryStart], pathAndQuery[queryStart..]);
    }

    /// <summary>An upload within a batch is nothing that Google takes.</summary>
    private static GatewayTarget? Find(string escapedPath, string gatewayPath)
    {
        var path = Uri.UnescapeDataString(escapedPath);
        var below = path.StartsWith(gatewayPath, StringComparison.OrdinalIgnoreCase) ? path[gatewayPath.Length..] : path.TrimStart('/');
        return GatewayTarget.Find(below) is { IsBatch: false, IsUpload: false } found ? found : null;
    }

    /// <summary>Null for what is no header field (RFC 9110 section 5): folded, with a space before its colon, or with control characters.</summary>
    private static string? NameOf(string line)
    {
        var name = line[..Math.Max(line.IndexOf(':', StringComparison.Ordinal), 0)];
        return name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') && !line.Any(IsForbidden) ? name : null;

        static bool IsForbidden(char character) => char.IsControl(character) && character is not '\t';
    }

    private static string TakeLine(ref ReadOnlyMemory<byte> text)
    {
        var end = text.Span.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return Encoding.Latin1.GetString(line.Span).TrimEnd('\r');
    }

    private static Failure Invalid(string message) => CommonFailures.Validation("body", message) with { Detail = message };
}
