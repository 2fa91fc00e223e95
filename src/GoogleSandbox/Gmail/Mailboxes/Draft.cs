namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>A draft keeps its id over all the messages that it has one after the other.</summary>
internal sealed record Draft(string Id, StoredMessage Message);
