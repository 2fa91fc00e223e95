using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>How a message is uploaded, and in which of Google's two dialects: <c>uploadType</c>, or <c>X-Goog-Upload-Protocol</c>.</summary>
/// <param name="Name">One of the constants; other names are rejected.</param>
/// <param name="ContentType">What a raw body is.</param>
/// <param name="IsCommanded">Whether a resumable upload continues with <c>X-Goog-Upload-Command</c>.</param>
internal sealed record UploadProtocol(string Name, string? ContentType, bool IsCommanded)
{
    public const string Raw = "raw";
    public const string Multipart = "multipart";
    public const string Resumable = "resumable";

    private const string Header = "X-Goog-Upload-Protocol";
    private const string ContentTypeHeader = "X-Goog-Upload-Header-Content-Type";

    // The older parameter's name for a raw body.
    private const string Media = "media";

    public static UploadProtocol Of(HttpRequest http, bool resumablePath)
    {
        var named = Forms.NullIfEmpty(http.Headers[Header]) ?? Forms.NullIfEmpty(http.Query["upload_protocol"]);
        var older = Forms.NullIfEmpty(http.Query["uploadType"]) is { } type && type == Media ? Raw : Forms.NullIfEmpty(http.Query["uploadType"]);
        var isMultipart = http.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;
        var usual = resumablePath ? Resumable : isMultipart ? Multipart : Raw;
        return new UploadProtocol(
            named?.ToLowerInvariant() ?? older ?? usual,
            Forms.NullIfEmpty(http.Headers[ContentTypeHeader]) ?? http.ContentType,
            named is not null || UploadCommands.AreIn(http));
    }
}
