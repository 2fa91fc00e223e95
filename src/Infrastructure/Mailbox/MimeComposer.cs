using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;
using MimeKit.Utils;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class MimeComposer(IOptions<GoogleOptions> options, TimeProvider clock) : IMimeComposer
{
    /// <summary>Bytes of a whole message that Gmail takes (discovery document, <c>maxSize</c> of <c>messages.send</c>).</summary>
    private const long LargestMessage = 36_700_160;

    private const string TooLarge = "A message with its attachments, encoded, has at most 35 MiB.";

    public Result<Rfc822Message> Compose(OutgoingMessage message, RepliedMessage? replied, Guid? id)
    {
        var errors = new Dictionary<string, string[]>();
        var mime = new MimeMessage { Date = clock.GetUtcNow(), Subject = message.Subject ?? ReplySubject(replied) ?? "" };
        mime.Headers.Remove(HeaderId.MessageId);
        Add(mime.From, "from", message.From is null ? [] : [message.From], errors);
        Add(mime.To, "to", message.To.Count + message.Cc.Count + message.Bcc.Count == 0 && replied?.Sender is { } sender ? [sender] : message.To, errors);
        Add(mime.Cc, "cc", message.Cc, errors);
        Add(mime.Bcc, "bcc", message.Bcc, errors);
        Add(mime.ReplyTo, "replyTo", message.ReplyTo, errors);
        AddThread(mime, replied);
        if (id is { } made)
        {
            mime.MessageId = MessageIdOf(made);
        }

        mime.Body = Body(message, errors);
        if (errors.Count > 0)
        {
            return CommonFailures.Validation(errors);
        }

        mime.Prepare(EncodingConstraint.SevenBit);
        var content = new ComposedMessage(mime, replied?.ThreadId);
        return content.Length <= LargestMessage ? content : CommonFailures.Validation("attachments", TooLarge);
    }

    public async Task<Result<Rfc822Message>> ReadAsync(Stream message, string? threadId, Guid id, CancellationToken ct)
    {
        message.Position = 0;
        HeaderList headers;
        try
        {
            headers = await new MimeParser(message, MimeFormat.Entity, persistent: true).ParseHeadersAsync(ct);
        }
        catch (FormatException)
        {
            return CommonFailures.Validation("body", "The body is no message: send it as RFC 5322 wants it, its headers first.");
        }

        if (headers.Count == 0 || message.Length == 0)
        {
            return CommonFailures.Validation("body", "The body is no message: it begins with no header.");
        }

        var given = headers[HeaderId.MessageId] is { } text ? MimeUtils.ParseMessageId(text) ?? "" : null;
        if (given?.Contains('@') is false)
        {
            return CommonFailures.Validation("body", "The message's Message-ID is none: leave it out or write it as <left@right>.");
        }

        var content = new RawMessage(message, threadId, given, MessageIdOf(id));
        return content.Length <= LargestMessage ? content : CommonFailures.Validation("body", TooLarge);
    }

    /// <summary>The public name of this server is the one that it may make ids in (RFC 5322 section 3.6.4).</summary>
    private string MessageIdOf(Guid id) => $"{id:N}@{new Uri(options.Value.RedirectUri).Host}";

    /// <summary>Gmail keeps a thread together only while the subject stays (Gmail API, "Managing threads").</summary>
    private static string? ReplySubject(RepliedMessage? replied) => replied?.Subject switch
    {
        null => null,
        var subject when subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) => subject,
        var subject => $"Re: {subject}",
    };

    private static void Add(InternetAddressList list, string field, IReadOnlyList<string> addresses, Dictionary<string, string[]> errors)
    {
        foreach (var address in addresses)
        {
            if (MailboxAddress.TryParse(address, out var mailbox) && mailbox.Address.Contains('@') && !address.Any(char.IsControl))
            {
                list.Add(mailbox);
            }
            else
            {
                errors[field] = ["Each is one address, as ada@example.com or Ada <ada@example.com>."];
            }
        }
    }

    private static void AddThread(MimeMessage mime, RepliedMessage? replied)
    {
        if (replied?.MessageId is not { } original || MimeUtils.ParseMessageId(original) is not { } id)
        {
            return;
        }

        mime.InReplyTo = id;
        mime.References.AddRange(MimeUtils.EnumerateReferences(replied.References ?? ""));
        mime.References.Add(id);
    }

    private static MimeEntity Body(OutgoingMessage message, Dictionary<string, string[]> errors)
    {
        MimeEntity? text = message.Text is null && message.Html is not null ? null : new TextPart(TextFormat.Plain) { Text = message.Text ?? "" };
        MimeEntity? html = message.Html is null ? null : new TextPart(TextFormat.Html) { Text = message.Html };
        var body = text is not null && html is not null ? new MultipartAlternative(text, html) : text ?? html!;
        return message.Attachments.Count == 0 ? body : new Multipart("mixed", [body, .. message.Attachments.Select(attachment => Attachment(attachment, errors))]);
    }

    private static MimePart Attachment(OutgoingAttachment attachment, Dictionary<string, string[]> errors)
    {
        if (!ContentType.TryParse(attachment.ContentType ?? "application/octet-stream", out var type)
            || type.IsMimeType("multipart", "*") || type.IsMimeType("message", "*"))
        {
            errors["attachments"] = ["A contentType is that of a file, such as application/pdf; send a message as application/octet-stream."];
            type = new ContentType("application", "octet-stream");
        }

        return new MimePart(type)
        {
            FileName = attachment.Name,
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = attachment.Name },
            ContentTransferEncoding = ContentEncoding.Base64,
            Content = new MimeContent(attachment.Content),
        };
    }
}
