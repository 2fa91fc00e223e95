using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.People;
using MimeKit;
using MimeKit.Utils;

namespace GmailPlatform.GoogleSandbox.Gmail.Sending;

/// <summary>Sends mail: a copy to the sender's own, and one to everybody who has a mailbox here.</summary>
internal sealed class Postman(PeopleDirectory people)
{
    /// <summary>Sends a message; without a thread it starts its own.</summary>
    public GmailError? Send(Person sender, byte[] raw, MimeMessage parsed, string? threadId, DateTimeOffset at, out StoredMessage? sent)
    {
        sent = null;
        if (Recipients.Read(parsed, out var addresses) is { } refusal)
        {
            return refusal;
        }

        var complete = Complete(sender, raw, parsed, at);
        var receivers = addresses.Select(people.Find).OfType<Person>().Where(person => !person.Disabled).Distinct().ToList();
        string[] labelIds = receivers.Contains(sender) ? [Label.Sent, Label.Inbox, Label.Unread] : [Label.Sent];
        sent = sender.Mailbox.Add(complete, labelIds, at, at, threadId);
        foreach (var receiver in receivers.Where(receiver => receiver != sender))
        {
            Deliver(receiver, complete, parsed, at);
        }

        return null;
    }

    /// <summary>Adds what a mail program left to Gmail, and sees to it that the mail comes from the account itself.</summary>
    public static byte[] Complete(Person sender, byte[] raw, MimeMessage parsed, DateTimeOffset at)
    {
        var complete = raw;
        if (!parsed.From.Mailboxes.Any(from => string.Equals(from.Address, sender.Email, StringComparison.OrdinalIgnoreCase)))
        {
            var name = parsed.From.Mailboxes.FirstOrDefault()?.Name ?? sender.Name;
            complete = RawHeaders.Prepend(RawHeaders.Remove(complete, "From"), "From", new MailboxAddress(name, sender.Email).ToString(encode: true));
        }

        if (parsed.MessageId is null)
        {
            complete = RawHeaders.Prepend(complete, "Message-ID", $"<{Guid.NewGuid():n}@mail.gmail.com>");
        }

        return parsed.Headers.Contains(HeaderId.Date) ? complete : RawHeaders.Prepend(complete, "Date", DateUtils.FormatDate(at));
    }

    private static void Deliver(Person receiver, byte[] raw, MimeMessage parsed, DateTimeOffset at)
    {
        // Nobody learns of blind copies.
        var copy = RawHeaders.Prepend(RawHeaders.Remove(raw, "Bcc"), "Delivered-To", receiver.Email);
        var threadId = Threading.FindAmong(receiver.Mailbox.Messages, parsed);
        receiver.Mailbox.Add(copy, [Label.Inbox, Label.Unread], at, at, threadId);
    }
}
