using GmailPlatform.Domain;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>What a body may be. Forms would carry parameters past the query's list, and other multiparts whole calls.</summary>
internal static class BodyType
{
    public const string Json = "application/json; charset=UTF-8";

    private const string Unwritten = "application/octet-stream";

    /// <summary>Types of uploads: mail, under the names that client libraries give it, or metadata and mail together.</summary>
    private static readonly string[] Uploads = ["application/json", Unwritten, "multipart/related", "*/*"];

    private static readonly string[] UploadFamilies = ["message", "text"];

    /// <summary>The type to send on of a body of JSON.</summary>
    /// <param name="contentType">As the client wrote it; JSON where it says nothing.</param>
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
                : CallFailures.Invalid("The body is JSON in UTF-8: Content-Type is application/json.");
    }

    /// <summary>The type to send on of an upload, written anew.</summary>
    public static Result<string> ReadUpload(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return Unwritten;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type) && IsUpload(type) && contentType.All(character => character is >= ' ' and < '\x7f')
            ? type.ToString()
            : CallFailures.Invalid("An upload is message/rfc822, or multipart/related with metadata and a message.");
    }

    private static bool IsUpload(MediaTypeHeaderValue type) =>
        Uploads.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) || UploadFamilies.Contains(type.Type.Value, StringComparer.OrdinalIgnoreCase);
}
