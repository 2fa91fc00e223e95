using System.Buffers;
using System.Collections.Frozen;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>Request headers that are forwarded to Gmail. Headers that frame a body are written by us; all others are dropped.</summary>
internal static class RequestHeaders
{
    public const string ContentRange = "Content-Range";
    public const string ContentEncoding = "Content-Encoding";

    /// <summary>Headers of a call within a batch, which has no encodings, ranges or uploads.</summary>
    private static readonly string[] OfAnyCall = ["Accept", "Accept-Language", "If-Match", "If-None-Match", "User-Agent", "X-Goog-Api-Client"];

    /// <summary>Uploads in Google's two dialects: X-Upload-* with Content-Range, and X-Goog-Upload-*, each by its full name, since a prefix would include headers that stand for others.</summary>
    private static readonly string[] OfSingleCalls =
    [
        "Accept-Encoding", "If-Modified-Since", "If-Unmodified-Since", "Range", ContentRange, ContentEncoding, "X-Upload-Content-Type", "X-Upload-Content-Length",
        "X-GUploader-No-308", "X-Goog-Upload-Protocol", "X-Goog-Upload-Command", "X-Goog-Upload-Offset", "X-Goog-Upload-Content-Type", "X-Goog-Upload-Content-Length",
        "X-Goog-Upload-Header-Content-Type", "X-Goog-Upload-Header-Content-Length", "X-Goog-Upload-File-Name", "X-Goog-Upload-Raw-Size",
    ];

    private static readonly FrozenDictionary<string, string> InBatches = Names(OfAnyCall);
    private static readonly FrozenDictionary<string, string> InSingleCalls = Names([.. OfAnyCall, .. OfSingleCalls]);

    /// <summary>Content encodings that do not change what the call is.</summary>
    private static readonly string[] BodyEncodings = ["gzip", "deflate", "identity"];

    private static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(' ', '\x7f' - ' ').Select(code => (char)code)]);

    /// <summary>The headers of a single call.</summary>
    public static Result<List<KeyValuePair<string, string>>> Read(IHeaderDictionary headers) => Read(headers, InSingleCalls);

    /// <summary>The headers of a batch as a whole.</summary>
    public static Result<List<KeyValuePair<string, string>>> ReadOfBatch(IHeaderDictionary headers) => Read(headers, InBatches);

    private static Result<List<KeyValuePair<string, string>>> Read(IHeaderDictionary headers, FrozenDictionary<string, string> names)
    {
        var kept = new List<KeyValuePair<string, string>>();
        foreach (var header in headers)
        {
            if (names.TryGetValue(header.Key, out var name))
            {
                var value = header.Value.Count == 1 ? header.Value[0]! : string.Join(", ", header.Value.ToArray());
                if (RefusalOf(name, value) is { } failure)
                {
                    return failure;
                }

                kept.Add(new(name, value));
            }
        }

        return kept;
    }

    /// <summary>Adds a header of a call within a batch if it is forwarded; the failure says why it must not be.</summary>
    public static Failure? Add(List<KeyValuePair<string, string>> kept, string header, string value)
    {
        if (!InBatches.TryGetValue(header, out var name))
        {
            return null;
        }

        var failure = RefusalOf(name, value);
        if (failure is null)
        {
            kept.Add(new(name, value));
        }

        return failure;
    }

    private static Failure? RefusalOf(string name, string value)
    {
        if (value.AsSpan().ContainsAnyExcept(Printable))
        {
            return CallFailures.Invalid($"The header {name} contains a character that is not printable ASCII.");
        }

        return name is ContentEncoding && !BodyEncodings.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? CallFailures.Invalid($"Content-Encoding must be one of {string.Join(", ", BodyEncodings)}.")
            : null;
    }

    private static FrozenDictionary<string, string> Names(string[] names) => names.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);
}
