using GmailPlatform.Domain;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>The HTTP request in a part of a batch.</summary>
/// <param name="Call">The call, or what is wrong with it.</param>
/// <param name="Body">JSON on one line, or empty.</param>
internal sealed record BatchRequest(Result<GmailCall> Call, byte[] Body)
{
    private static readonly Failure NoRequestLine = CallFailures.Invalid("A part of a batch must begin with a request line: a method and a path.");
    private static readonly Failure NoSuchPath = CommonFailures.NotFound with { Detail = "A part of a batch must name a path below gmail/v1/users/. Uploads and nested batches are not supported." };
    private static readonly Failure UnexpectedBody = CallFailures.Invalid("This method takes no body.");
    private static readonly Failure NoJson = CallFailures.Invalid("The body of a call within a batch must be JSON.");

    public static BatchRequest Read(ReadOnlyMemory<byte> text, GatewayMount mount)
    {
        var lines = new HeaderLines(text.Span);
        lines.SkipBlank();
        if (ReadRequestLine(lines.Take()) is not { } request)
        {
            return Refused(NoRequestLine);
        }

        var headers = new List<KeyValuePair<string, string>>();
        string? contentType = null;
        while (lines.Take() is { Length: > 0 } line)
        {
            if (HeaderLines.Split(line) is not { } header)
            {
                return Refused(BatchPart.NoHeader);
            }

            if (header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                contentType ??= header.Value;
            }
            else if (RequestHeaders.Add(headers, header.Name, header.Value) is { } failure)
            {
                return Refused(failure);
            }
        }

        return Read(request.Verb, request.Target, mount, headers).Succeeded(out var call, out var refusal)
            ? WithBody(call, contentType, text[lines.Position..])
            : Refused(refusal);
    }

    public BatchPart ToPart(string? contentId) => new(contentId, Call, Body);

    private static BatchRequest Refused(Failure failure) => new(failure, []);

    /// <summary>Clients may omit the version, or write the whole URL in place of the path.</summary>
    private static (string Verb, string Target)? ReadRequestLine(string line) => line.Trim(' ').Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var verb, var target] when IsSound(verb, target) => (verb, target),
        [var verb, var target, "HTTP/1.1" or "HTTP/1.0"] when IsSound(verb, target) => (verb, target),
        _ => null,
    };

    private static bool IsSound(string verb, string target) =>
        verb.All(char.IsAsciiLetterUpper) && target.All(character => character is > ' ' and < '\x7f' and not '#');

    private static Result<GmailCall> Read(string verb, string target, GatewayMount mount, List<KeyValuePair<string, string>> headers)
    {
        var (escapedPath, escapedQuery) = Split(target);
        if (GmailPath.FindEscaped(BelowMount(escapedPath, mount)) is not { IsUpload: false } path)
        {
            return NoSuchPath;
        }

        return GmailQuery.Rewrite(escapedQuery).Succeeded(out var query, out var failure)
            && GmailCall.FindMethod(verb, path, query).Succeeded(out var method, out failure)
            ? new GmailCall(method, method.Verb, path, query, headers, ContentType: null)
            : failure;
    }

    private static BatchRequest WithBody(GmailCall call, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new BatchRequest(call, []);
        }

        if (!call.Method.HasBody)
        {
            return Refused(UnexpectedBody);
        }

        if (!BodyType.ReadJson(contentType).Succeeded(out var type, out var failure))
        {
            return Refused(failure);
        }

        return OneLineJson.Rewrite(body) is { } json ? new BatchRequest(call with { ContentType = type }, json) : Refused(NoJson);
    }

    private static (string Path, string? Query) Split(string target)
    {
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var queryStart = target.IndexOf('?', StringComparison.Ordinal);
        var pathStart = authority < 0 || (queryStart >= 0 && queryStart < authority) ? 0 : target.IndexOf('/', authority + 3);
        var pathAndQuery = pathStart < 0 ? "" : target[pathStart..];
        queryStart = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        return queryStart < 0 ? (pathAndQuery, null) : (pathAndQuery[..queryStart], pathAndQuery[queryStart..]);
    }

    /// <summary>Clients write the path that they use for single calls, or Gmail's own.</summary>
    private static string BelowMount(string escapedPath, GatewayMount mount)
    {
        var prefix = mount.Path + "/";
        var path = escapedPath.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? escapedPath[prefix.Length..] : escapedPath;
        return path.TrimStart('/');
    }
}
