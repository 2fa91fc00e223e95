using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Things that the owner subscribed to, some a while ago.</summary>
internal static class Newsletters
{
    private static readonly (MailboxAddress From, string[] Subjects, string Lead)[] Letters =
    [
        (new("The Morning Kettle", "hello@morningkettle.example"),
            ["Five small habits that stuck", "Why your to-do list lies", "A slower Monday", "Reading for a rainy week"],
            "Good morning! Pour yourself something warm: here are three things worth your time today."),
        (new("Build & Break Weekly", "weekly@buildbreak.example"),
            ["Issue 212: caches, again", "Issue 213: the cost of retries", "Issue 214: tests that tell stories", "Issue 215: time zones & tears"],
            "This week: a post-mortem that reads like a novel, two libraries to watch, and the bug of the week."),
        (new("City Museum", "news@citymuseum.example"),
            ["New: paper, light and glass", "Late opening on Thursday", "Members' preview: maps of the north"],
            "Our spring programme is here. Members enter free and may bring one guest."),
        (new("Garden Letters", "letters@gardenletters.example"),
            ["What to sow in March", "Tomatoes: less water, more patience", "The bees thank you"],
            "The soil is warming up. Start with peas and broad beans, and leave the dahlias alone for now."),
    ];

    public static IEnumerable<GeneratedMail> Write(MailDraft draft)
    {
        var (from, subjects, lead) = draft.Pick(Letters);
        var subject = draft.Pick(subjects);
        var body = new BodyBuilder
        {
            TextBody = $"{subject}\n\n{lead}\n\nYou receive this because you subscribed. Unsubscribe: https://{from.Domain}/unsubscribe\n",
            HtmlBody = $"""
                <html><head><title>{from.Name}</title></head><body style="font-family:Georgia,serif">
                <h1>{subject.Replace("&", "&amp;", StringComparison.Ordinal)}</h1><p>{lead}</p>
                <ul><li>One thing to read</li><li>One thing to try</li><li>One thing to let go</li></ul>
                <p><small>You receive this because you subscribed. <a href="https://{from.Domain}/unsubscribe">Unsubscribe</a></small></p></body></html>
                """,
        };
        string[] labels = draft.Random.Next(3) == 0 ? [UserLabels.Reading] : [];
        var mail = draft.Incoming(from, subject, body, "UPDATES", labels);
        mail.Message.Headers.Add("List-Id", $"{from.Name} <list.{from.Domain}>");
        mail.Message.Headers.Add("List-Unsubscribe", $"<https://{from.Domain}/unsubscribe>");
        yield return mail;
    }
}
