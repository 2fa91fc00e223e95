using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What one batch of messages brought. A message that is no longer in the mailbox is in neither list.</summary>
/// <param name="Refused">Ids of messages that Gmail would not give just now.</param>
/// <param name="Refusal">Why; null when it gave them all.</param>
public sealed record MessageBatch(IReadOnlyList<MessageReference> Found, IReadOnlyList<string> Refused, Failure? Refusal);

/// <summary>Many messages of one person's Gmail in one call to Google, never repeated here, bounded in time and size.</summary>
public interface IMessageBatches
{
    /// <summary>What a list shows of up to 100 messages: sender, subject, snippet, labels.</summary>
    Task<MailboxAnswer<MessageBatch>> GetMessagesAsync(Secret accessToken, IReadOnlyList<string> messageIds, CancellationToken ct);
}
