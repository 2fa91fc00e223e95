using System.IO.Compression;
using System.Text;

namespace GmailPlatform.EndToEnd.Tests.OAuthAnswers;

/// <summary>An answer of Google's, byte for byte, as the sandbox is told to give it.</summary>
internal sealed record RawAnswer(string Name, byte[] Body, int Status = 200)
{
    public const string AccessToken = "ya29.raw";

    private const string Tokens = $$"""{"access_token":"{{AccessToken}}","token_type":"Bearer","expires_in":3599}""";

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public string? ContentEncoding { get; init; }

    public static IReadOnlyList<RawAnswer> Readable { get; } =
    [
        Of("charset=utf8", Tokens) with { ContentType = "application/json; charset=utf8" },
        Of("charset=x-unknown", Tokens) with { ContentType = "text/plain; charset=x-unknown" },
        Of("charset=utf-7", Tokens) with { ContentType = "application/json; charset=\"utf-7\"" },
        Of("no content type", Tokens) with { ContentType = "" },
        Of("a content type that is none", Tokens) with { ContentType = ";;;/=" },
        Of("gzip over plain bytes", Tokens) with { ContentEncoding = "gzip" },
        Of("deflate over plain bytes", Tokens) with { ContentEncoding = "deflate" },
        Of("br over plain bytes", Tokens) with { ContentEncoding = "br" },
        Of("an unknown coding", Tokens) with { ContentEncoding = "zstd, x-none" },
        new("gzip", Packed(stream => new GZipStream(stream, CompressionLevel.Fastest))) { ContentEncoding = "GZIP" },
        new("deflate", Packed(stream => new ZLibStream(stream, CompressionLevel.Fastest))) { ContentEncoding = "deflate" },
        new("raw deflate", Packed(stream => new DeflateStream(stream, CompressionLevel.Fastest))) { ContentEncoding = "deflate" },
        new("br", Packed(stream => new BrotliStream(stream, CompressionLevel.Fastest))) { ContentEncoding = "br" },
        new("a byte order mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Tokens)]),
        Of("status 201", Tokens) with { Status = 201 },
        Of("expires_in of 10^12", Tokens.Replace("3599", "1000000000000", StringComparison.Ordinal)),
        Of("expires_in of 10^400", Tokens.Replace("3599", "1e400", StringComparison.Ordinal)),
        Of("expires_in as text", Tokens.Replace("3599", "\"3599\"", StringComparison.Ordinal)),
        Of("refresh_token_expires_in of 10^13", With(""" "refresh_token":"1//raw","refresh_token_expires_in":10000000000000 """)),
        Of("U+0000 in scope", With(""" "scope":"openid\u0000 https://www.googleapis.com/auth/gmail.readonly" """)),
        Of("fields of other types", With(""" "refresh_token":{},"scope":[1],"id_token":7,"refresh_token_expires_in":"soon" """)),
        Of("half a surrogate pair", With(""" "scope":"\ud800","\ud800":1 """)),
    ];

    public static IReadOnlyList<RawAnswer> Unreadable { get; } =
    [
        new("nothing", []),
        new("status 204", [], 204),
        new("zero bytes", new byte[64]),
        new("UTF-16", Encoding.Unicode.GetBytes(Tokens)),
        new("half a gzip", Packed(stream => new GZipStream(stream, CompressionLevel.Fastest))[..20]) { ContentEncoding = "gzip" },
        new("a gzip that grows beyond the limit", Packed(stream => new GZipStream(stream, CompressionLevel.Fastest), new string(' ', 3 << 20))) { ContentEncoding = "gzip" },
        Of("larger than the limit", new string(' ', 3 << 20)),
        Of("a list", "[]"),
        Of("deep nesting", new string('[', 100_000)),
        Of("a redirect", Tokens) with { Status = 302 },
        Of("status 999", "{}") with { Status = 999 },
        Of("U+0000 in error", """{"error":"invalid_grant\u0000","error_description":"\u0000"}""") with { Status = 400 },
        Of("an error of 100 kB", $$"""{"error":"{{new string('x', 100_000)}}"}""") with { Status = 400 },
        Of("a line feed in the access token", """{"access_token":"a\nb","expires_in":3599}"""),
        Of("an access token of 100 kB", $$"""{"access_token":"{{new string('x', 100_000)}}","expires_in":3599}"""),
        Of("an error that is an object", """{"error":{"code":400,"message":"\u0000"}}""") with { Status = 400 },
    ];

    /// <summary>The body of <c>POST /sandbox/faults</c>.</summary>
    public object Fault(string endpoint, string person, string? grantType = null, int? times = null)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = ContentType, ["Content-Encoding"] = ContentEncoding ?? "" };
        return new
        {
            endpoint,
            person,
            grantType,
            times,
            raw = Convert.ToBase64String(Body),
            status = Status,
            headers = headers.Where(header => header.Value.Length > 0).ToDictionary(),
        };
    }

    public static RawAnswer Of(string name, string json) => new(name, Encoding.UTF8.GetBytes(json));

    /// <summary>The tokens, with more fields.</summary>
    public static string With(string fields) => $"{Tokens[..^1]},{fields}}}";

    private static byte[] Packed(Func<Stream, Stream> encoder, string text = Tokens)
    {
        using var packed = new MemoryStream();
        using (var stream = encoder(packed))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
