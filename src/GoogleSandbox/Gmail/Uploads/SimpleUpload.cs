using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>An upload in one request: the message alone, or behind its JSON in <c>multipart/related</c>.</summary>
internal static class SimpleUpload
{
    /// <summary>The body is the message.</summary>
    public static GmailError? ReadMedia(GmailCall call, byte[] body, string? contentType, out GmailCall complete)
    {
        complete = call with { Media = body };
        return CheckType(contentType);
    }

    /// <summary>The body is JSON and then the message.</summary>
    public static GmailError? ReadMultipart(GmailCall call, byte[] body, out GmailCall complete)
    {
        complete = call;
        if (MultipartBody.Read(call.Http.ContentType, body) is not [var metadata, var media])
        {
            return GmailErrors.Invalid("Multipart upload must have two parts: metadata and media");
        }

        complete = call with { Body = metadata.Bytes, Media = Decode(media) };
        return CheckType(media.Headers["Content-Type"]);
    }

    /// <summary>Gmail takes messages and nothing else.</summary>
    public static GmailError? CheckType(string? contentType) =>
        contentType?.StartsWith("message/", StringComparison.OrdinalIgnoreCase) == true ? null : GmailErrors.UnsupportedMedia(contentType);

    // Some clients write the message in base64 (RFC 2045 section 6.8).
    private static byte[] Decode(MultipartPart media)
    {
        if (!string.Equals(media.Headers["Content-Transfer-Encoding"], "base64", StringComparison.OrdinalIgnoreCase))
        {
            return media.Bytes;
        }

        var decoded = new byte[media.Text.Length];
        return Convert.TryFromBase64String(media.Text, decoded, out var length)
            ? decoded[..length]
            : throw new BadHttpRequestException("The media part is no base64.");
    }
}
