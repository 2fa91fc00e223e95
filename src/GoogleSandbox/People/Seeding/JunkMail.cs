using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>What nobody asked for; it lands in spam.</summary>
internal static class JunkMail
{
    private static readonly (MailboxAddress From, string Subject, string Text)[] Junk =
    [
        (new("Lottery Office", "winner@prize-claims.example"), "You have WON 850,000!!!", "Send us your bank details to claim your prize today."),
        (new("Account Team", "security@accounts-verify.example"), "Your mailbox is full, verify now", "Click here within 24 hours or lose all your mail."),
        (new("Dr. Prosper", "prosper@fortune-transfer.example"), "Confidential business proposal", "I have the sum of 12 million to transfer and need an honest partner."),
    ];

    public static IEnumerable<GeneratedMail> Write(MailDraft draft)
    {
        var (from, subject, text) = draft.Pick(Junk);
        yield return draft.Mail(from, [draft.OwnerAddress], subject, new BodyBuilder { TextBody = $"{text}\n" }, draft.Date, [Label.Spam, Label.Unread]);
    }
}
