namespace GmailPlatform.Chaos.Tests;

/// <summary>Compares what was acknowledged as sent with what is in the mailboxes, read past the platform.</summary>
internal sealed class MailboxChecks(Google google, Violations violations, Figures figures)
{
    public async Task CheckAsync(Person person)
    {
        var mailbox = await google.SentMailAsync(person.Email);
        var copies = mailbox.Values.CountBy(message => message.Subject, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var send in person.Sends)
        {
            var found = copies.GetValueOrDefault(send.Subject);
            figures.Add("sends", send.Id is null ? $"unacknowledged, in the mailbox {found} times" : $"acknowledged, in the mailbox {found} times");
            if (found > 1)
            {
                violations.Add(Invariant.MailIsSentOnce, $"key {send.Key} of {person.Email} was sent {found} times", person.GrantId);
            }

            if (send.Id is { } id && (!mailbox.TryGetValue(id, out var message) || message.Subject != send.Subject || message.MessageId.Trim('<', '>') != send.MessageId?.Trim('<', '>')))
            {
                violations.Add(
                    Invariant.AcknowledgedIsKept, $"key {send.Key} of {person.Email} was acknowledged as {id} {send.MessageId}, and the mailbox has {mailbox.GetValueOrDefault(id)}", person.GrantId);
            }
        }
    }
}
