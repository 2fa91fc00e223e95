using GmailPlatform.Domain;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>Allowed media types of bodies. Forms could carry parameters past the query's allow list, and other multipart types whole calls.</summary>
internal static class BodyType
{
    public const string Json = "application/json; charset=UTF-8";

    private const string DefaultUpload = "application/octet-stream";

    /// <summary>Types of uploads: mail, under the names that client libraries give it, or metadata and mail together.</summary>
    private static readonly string[] Uploads = ["application/json", DefaultUpload, "multipart/related", "*/*"];

    private static readonly string[] UploadFamilies = ["message", "text"];

    /// <summary>The media type to forward for a JSON body.</summary>
    /// <param name="contentType">As the client sent it; empty means JSON.</param>
    public static Result<string> ReadJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return Json;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                ? Json
                : CallFailures.Invalid("The body must be JSON in UTF-8 with Content-Type: application/json.");
    }

    /// <summary>The media type to forward for an upload, reserialized.</summary>
    public static Result<string> ReadUpload(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return DefaultUpload;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type) && IsUpload(type) && contentType.All(character => character is >= ' ' and < '\x7f')
            ? type.ToString()
            : CallFailures.Invalid("An upload must be message/rfc822, or multipart/related with metadata and a message.");
    }

    private static bool IsUpload(MediaTypeHeaderValue type) =>
        Uploads.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) || UploadFamilies.Contains(type.Type.Value, StringComparer.OrdinalIgnoreCase);
}
