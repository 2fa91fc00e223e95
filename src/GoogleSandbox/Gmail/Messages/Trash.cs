using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>Into the trash, which is out of the inbox, and out of the trash again.</summary>
internal static class Trash
{
    public static StoredMessage? PutIn(Mailbox mailbox, StoredMessage message, DateTimeOffset at) =>
        mailbox.Relabel(message.Id, [Label.Trash], [Label.Inbox, Label.Spam], at);

    public static StoredMessage? TakeOut(Mailbox mailbox, StoredMessage message, DateTimeOffset at) =>
        mailbox.Relabel(message.Id, [], [Label.Trash], at);
}

/// <summary><c>users.messages.trash</c>.</summary>
internal sealed class TrashMessage : IGmailHandler
{
    public string MethodId => "gmail.users.messages.trash";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call) => MessageIds.Change(call, Trash.PutIn);
}

/// <summary><c>users.messages.untrash</c>.</summary>
internal sealed class UntrashMessage : IGmailHandler
{
    public string MethodId => "gmail.users.messages.untrash";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call) => MessageIds.Change(call, Trash.TakeOut);
}
