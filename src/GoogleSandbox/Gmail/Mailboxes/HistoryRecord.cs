namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>A change of a message, with the message as it was after it; one that is deleted as it was before.</summary>
internal sealed record HistoryRecord(ulong Id, MailboxChange Change, StoredMessage Message);
