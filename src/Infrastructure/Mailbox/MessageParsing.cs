using System.Buffers.Text;
using System.Text;
using GmailPlatform.Application.Mailbox;
using Google.Apis.Gmail.v1.Data;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Takes Gmail's message apart: headers, the first text and HTML bodies, and the attachments.</summary>
internal static class MessageParsing
{
    /// <summary>Nested deeper than this, a message is an attack on its reader.</summary>
    private const int DeepestPart = 50;

    public static MailMessage ToMailMessage(this Message message)
    {
        var headers = message.Payload?.Headers ?? [];
        var parts = Parts(message.Payload, depth: 0).ToList();
        return new MailMessage(
            message.Id,
            message.ThreadId,
            [.. message.LabelIds ?? []],
            message.Snippet is null ? null : System.Net.WebUtility.HtmlDecode(message.Snippet),
            message.HistoryId?.ToString(),
            message.InternalDate is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null,
            message.SizeEstimate ?? 0,
            Header(headers, "From"),
            Header(headers, "To"),
            Header(headers, "Cc"),
            Header(headers, "Subject"),
            [.. headers.Select(header => new MessageHeader(header.Name, header.Value))],
            Body(parts, "text/plain"),
            Body(parts, "text/html"),
            [.. parts.Where(IsAttachment).Select(ToAttachment)],
            message.Raw);
    }

    private static IEnumerable<MessagePart> Parts(MessagePart? part, int depth) => part is null || depth > DeepestPart
        ? []
        : (part.Parts ?? []).SelectMany(child => Parts(child, depth + 1)).Prepend(part);

    private static string? Header(IEnumerable<MessagePartHeader> headers, string name) =>
        headers.FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;

    private static string? Body(IEnumerable<MessagePart> parts, string mimeType) =>
        parts.FirstOrDefault(part => !IsAttachment(part) && part.Body?.Data is not null && string.Equals(part.MimeType, mimeType, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Decode(found.Body.Data)
            : null;

    private static bool IsAttachment(MessagePart part) => !string.IsNullOrEmpty(part.Filename) && part.Body?.AttachmentId is not null;

    private static MessageAttachment ToAttachment(MessagePart part) =>
        new(part.Body.AttachmentId, part.Filename, part.MimeType ?? "application/octet-stream", part.Body.Size ?? 0);

    /// <summary>Gmail recodes text bodies to UTF-8 and sends them as base64url, padded or not.</summary>
    private static string Decode(string data) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(data));
}
