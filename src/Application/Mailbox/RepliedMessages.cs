using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Finds what a reply takes over from the message that it answers.</summary>
internal sealed class RepliedMessages(MailboxCalls calls, IMailbox mailbox)
{
    public async Task<Result<RepliedMessage>> FindAsync(Caller caller, Guid grantId, string messageId, CancellationToken ct)
    {
        var result = await calls.RunAsync(
            caller, grantId, GmailMethod.GetMessageMetadata, token => mailbox.GetMessageAsync(token, messageId, MessageFormat.Metadata, ct), ct);
        return result.Succeeded(out var message, out var failure)
            ? new RepliedMessage(message.ThreadId, Header(message, "Message-ID"), Header(message, "References"), message.Subject, Header(message, "Reply-To") ?? message.From)
            : failure;
    }

    private static string? Header(MailMessage message, string name) =>
        message.Headers.FirstOrDefault(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))?.Value;
}
