using System.Buffers.Text;
using System.Net;
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
        var parts = message.Parts().ToList();
        return new MailMessage(
            message.Id,
            message.ThreadId,
            [.. message.LabelIds ?? []],
            Plain(message.Snippet),
            message.HistoryId?.ToString(),
            Date(message),
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

    public static LabelledMessage ToLabelledMessage(this Message message) => new(message.Id, message.ThreadId, [.. message.LabelIds ?? []]);

    /// <summary>What a list shows of a message.</summary>
    public static MessageReference ToReference(this Message message)
    {
        var headers = message.Payload?.Headers ?? [];
        return new MessageReference(
            message.Id,
            message.ThreadId,
            [.. message.LabelIds ?? []],
            Plain(message.Snippet),
            Date(message),
            Header(headers, "From"),
            Header(headers, "To"),
            Header(headers, "Subject"));
    }

    /// <summary>Gmail escapes it as HTML.</summary>
    public static string? Plain(string? snippet) => snippet is null ? null : WebUtility.HtmlDecode(snippet);

    /// <summary>A sender's own date may be one that no calendar holds.</summary>
    private static DateTimeOffset? Date(Message message) =>
        message.InternalDate is { } milliseconds && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>All parts, each before those within it.</summary>
    public static IEnumerable<MessagePart> Parts(this Message message) => Parts(message.Payload, depth: 0);

    /// <summary>The attachment at a place; null where there is none.</summary>
    public static MessagePart? Attachment(this Message message, string partId) => message.Parts().FirstOrDefault(part => part.PartId == partId && IsAttachment(part));

    private static IEnumerable<MessagePart> Parts(MessagePart? part, int depth) => part is null || depth > DeepestPart
        ? []
        : (part.Parts ?? []).SelectMany(child => Parts(child, depth + 1)).Prepend(part);

    private static string? Header(IEnumerable<MessagePartHeader> headers, string name) =>
        headers.FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;

    private static string? Body(IEnumerable<MessagePart> parts, string mimeType) =>
        parts.FirstOrDefault(part => !IsAttachment(part) && part.Body?.Data is not null && string.Equals(part.MimeType, mimeType, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Decode(found.Body.Data)
            : null;

    /// <summary>What has a file's name, wherever Gmail keeps its content.</summary>
    private static bool IsAttachment(MessagePart part) => !string.IsNullOrEmpty(part.Filename) && part.Body is not null;

    private static MessageAttachment ToAttachment(MessagePart part) =>
        new(part.PartId ?? "", part.Filename, part.MimeType ?? "application/octet-stream", part.Body.Size ?? 0);

    /// <summary>Gmail recodes text bodies to UTF-8 and sends them as base64url, padded or not.</summary>
    private static string Decode(string data) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(data));
}
