using GmailPlatform.Application.Mailbox;

namespace GmailPlatform.WebApi.Mailbox.Bodies;

/// <summary>A message to be composed.</summary>
/// <param name="From">One of the account's own addresses; without it the account's.</param>
/// <param name="InReplyTo">Gmail's id of the message that this one answers.</param>
internal sealed record MessageBody(
    string? From = null,
    string[]? To = null,
    string[]? Cc = null,
    string[]? Bcc = null,
    string[]? ReplyTo = null,
    string? Subject = null,
    string? Text = null,
    string? Html = null,
    AttachmentBody[]? Attachments = null,
    string? InReplyTo = null)
{
    public OutgoingMessage ToMessage(IEnumerable<OutgoingAttachment>? files = null) => new()
    {
        From = From,
        To = To ?? [],
        Cc = Cc ?? [],
        Bcc = Bcc ?? [],
        ReplyTo = ReplyTo ?? [],
        Subject = Subject,
        Text = Text,
        Html = Html,
        Attachments = [.. (Attachments ?? []).Select(file => new OutgoingAttachment(file.Name, file.ContentType, new MemoryStream(file.Content, writable: false))), .. files ?? []],
        InReplyTo = InReplyTo,
    };
}

/// <summary>A file within the JSON of its message.</summary>
/// <param name="Content">Base64.</param>
internal sealed record AttachmentBody(string Name, byte[] Content, string? ContentType = null);
