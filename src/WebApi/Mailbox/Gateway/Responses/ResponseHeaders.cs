using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Responses;

/// <summary>Headers of Gmail's responses that clients may see. Gmail's addresses become the gateway's; others are dropped, since a client would follow them with our key.</summary>
internal static class ResponseHeaders
{
    public const string ContentLength = "Content-Length";

    private static readonly string[] Addresses = ["Location", "X-Goog-Upload-URL", "X-Goog-Upload-Control-URL"];

    private static readonly FrozenDictionary<string, string> Allowed = new[]
    {
        "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", ContentLength, "Content-Range", "Content-Type", "Date", "ETag", "Expires",
        "Last-Modified", "Pragma", "Range", "Retry-After", "Vary", "X-GUploader-UploadID", "X-HTTP-Status-Code-Override", "X-Goog-Upload-Status", "X-Goog-Upload-Size-Received",
        "X-Goog-Upload-Chunk-Granularity", "X-Goog-Upload-Command", "X-Goog-Upload-Protocol",
    }.Concat(Addresses).ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The header for the client; null to drop it.</summary>
    public static KeyValuePair<string, string>? Rewrite(string header, string value, GatewayRoots roots)
    {
        if (!Allowed.TryGetValue(header, out var name) || value.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            return null;
        }

        if (Addresses.Contains(name, StringComparer.Ordinal))
        {
            return roots.ToGateway(value) is { } address ? new(name, address) : null;
        }

        return value.Contains("//", StringComparison.Ordinal) ? null : new(name, value);
    }

    /// <summary>Copies the allowed headers of a response. The length stays, since its body is not changed.</summary>
    public static void Copy(HttpResponseMessage from, HttpResponse to, GatewayRoots roots)
    {
        Copy(from.Headers.NonValidated, to, roots);
        Copy(from.Content.Headers.NonValidated, to, roots);
    }

    private static void Copy(HttpHeadersNonValidated from, HttpResponse to, GatewayRoots roots)
    {
        foreach (var header in from)
        {
            if (Rewrite(header.Key, header.Value.ToString(), roots) is { } kept)
            {
                to.Headers[kept.Key] = kept.Value;
            }
        }
    }
}
