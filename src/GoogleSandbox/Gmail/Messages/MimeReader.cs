using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>Turns a MIME tree into Gmail's parts.</summary>
internal sealed class MimeReader(OpaqueTokens tokens)
{
    public MessagePartResource Read(string messageId, MimeMessage message) => ReadPart(messageId, message.Body, "") with
    {
        Headers = Headers(message),
    };

    /// <summary>All headers of the message in order, decoded.</summary>
    public static List<HeaderResource> Headers(MimeMessage message) =>
        [.. message.Headers.Concat(message.Body?.Headers ?? Enumerable.Empty<Header>()).Select(Resource)];

    /// <summary>The bytes of the part that an attachment id names; null when it names none of this message.</summary>
    public byte[]? ReadAttachment(string messageId, MimeMessage message, string attachmentId) =>
        tokens.Open(attachmentId, messageId) is { } partId && Find(message.Body, partId) is { } part ? Content(part) : null;

    private MessagePartResource ReadPart(string messageId, MimeEntity? entity, string partId) => entity switch
    {
        null => new MessagePartResource { PartId = partId, MimeType = "text/plain", Filename = "", Body = new() { Size = 0 } },
        Multipart container => Describe(container, partId, new() { Size = 0 }) with
        {
            Parts = [.. container.Select((part, index) => ReadPart(messageId, part, Child(partId, index)))],
        },
        _ => Describe(entity, partId, Body(messageId, entity, partId)),
    };

    private static MessagePartResource Describe(MimeEntity entity, string partId, MessagePartBodyResource body) => new()
    {
        PartId = partId,
        MimeType = entity.ContentType.MimeType,
        Filename = FileName(entity),
        Headers = entity.Headers.Count == 0 ? null : [.. entity.Headers.Select(Resource)],
        Body = body,
    };

    private MessagePartBodyResource Body(string messageId, MimeEntity entity, string partId)
    {
        var content = Content(entity);
        return FileName(entity).Length > 0 || entity is MessagePart
            ? new() { AttachmentId = tokens.Seal(partId, messageId), Size = content.Length }
            : new() { Size = content.Length, Data = content.Length == 0 ? null : WebSafeBase64.Encode(content) };
    }

    private static MimeEntity? Find(MimeEntity? root, string partId)
    {
        var current = root;
        foreach (var index in partId.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
        {
            current = current is Multipart container && index < container.Count ? container[index] : null;
        }

        return current;
    }

    private static byte[] Content(MimeEntity entity)
    {
        using var stream = new MemoryStream();
        switch (entity)
        {
            case TextPart { IsAttachment: false } text:
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text.Text));
                break;
            case MimePart { Content: { } content }:
                content.DecodeTo(stream);
                break;
            case MessagePart { Message: { } message }:
                message.WriteTo(stream);
                break;
        }

        return stream.ToArray();
    }

    private static string FileName(MimeEntity entity) =>
        entity.ContentDisposition?.FileName ?? entity.ContentType.Name ?? "";

    private static HeaderResource Resource(Header header) => new(header.Field, header.Value.Trim());

    private static string Child(string partId, int index) => partId.Length == 0 ? $"{index}" : $"{partId}.{index}";
}
