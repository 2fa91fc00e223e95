using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Threads between people, with replies that quote nothing and answer each other.</summary>
internal static class Conversations
{
    private static readonly MailboxAddress[] Friends =
    [
        new("Lena Hoffmann", "lena.hoffmann@example.net"),
        new("Tomás Oliveira", "tomas.oliveira@example.org"),
        new("Priya Raman", "priya.raman@studio.example"),
        new("Samuel Okafor", "samuel.okafor@example.com"),
        new("Ingrid Dahl", "ingrid.dahl@nordlys.example"),
        new("Kenji Mori", "kenji.mori@studio.example"),
        new("Claire Fontaine", "claire@atelier-fontaine.example"),
    ];

    private static readonly (string Subject, string Label, string[] Lines)[] Topics =
    [
        ("Saturday hike", "", [
            "The forecast looks good for Saturday. Shall we take the ridge trail and be back before dark?",
            "Yes! I can bring the thermos and the map. Train at 8:12 from the main station?",
            "8:12 works. I'll save us seats in the last car.",
            "Perfect. Don't forget the rain jacket, just in case :)"]),
        ("Budget draft for Q3", UserLabels.Work, [
            "Here is where I landed with the Q3 numbers. Travel is still too high, what would you cut?",
            "I'd move the workshop to October and drop the second site visit. That saves about 4,800.",
            "Good idea. I'll update the sheet tonight: https://docs.google.com/spreadsheets/d/1q3-budget",
            "Looks right to me now. Send it on?"]),
        ("Dinner on Friday?", "", [
            "The new place by the canal finally has a table. Friday at 19:30?",
            "I'm in. Is it fine if my sister joins us?",
            "Of course, I'll make it a table for four."]),
        ("Notes from today's interview", UserLabels.Work, [
            "My impression: strong on data modelling, less so on testing. I would invite her for the second round.",
            "Agreed. She asked the best questions of anyone this month.",
            "Then let's do it. I'll write to her tomorrow morning."]),
        ("Flat keys while we are away", "", [
            "Could you water the plants from the 3rd to the 17th? The keys are with Mrs. Albrecht.",
            "Happy to. Is the fern still alive after last year?",
            "Barely. It believes in you."]),
        ("Release plan 2.4", UserLabels.Work, [
            "I propose to freeze on Wednesday and ship on Monday. Anything that cannot wait?",
            "The export fix has to go in; two customers are blocked by it.",
            "Fine, but then with tests. I'll review tomorrow before noon.",
            "Done, see the branch. The \"empty file\" case is covered too.",
            "Merged. Thanks for the quick turn-around!"]),
        ("Photos from the lake", "", [
            "I finally sorted the pictures. The one with the dog and the hat is my favourite.",
            "Ha! Please print that one for the kitchen."]),
        ("Trip to Lisbon", UserLabels.Travel, [
            "Flights are cheapest on Tuesdays. Shall we go for the week of the 12th?",
            "The 12th is good. I found a place in Alfama with a terrace: https://youtu.be/alfama-terrace",
            "Booked! I'll forward the confirmation."]),
    ];

    public static IEnumerable<GeneratedMail> Write(MailDraft draft)
    {
        var (subject, label, lines) = draft.Pick(Topics);
        var friend = draft.Pick(Friends);
        var carbonCopy = draft.Random.Next(4) == 0 ? draft.Pick(Friends) : null;
        var date = draft.Date;
        var references = new List<string>();
        var friendWrites = draft.Random.Next(3) > 0;
        foreach (var line in lines.Take(1 + draft.Random.Next(lines.Length)))
        {
            if (date > draft.Now)
            {
                yield break;
            }

            var mail = Letter(draft, friend, friendWrites, Subject(subject, references), line, date, label);
            Thread(mail.Message, references, carbonCopy, friend);
            references.Add(mail.MessageId);
            yield return mail;
            date += TimeSpan.FromMinutes(draft.Random.Next(7, 60 * 30));
            friendWrites = !friendWrites;
        }
    }

    private static GeneratedMail Letter(
        MailDraft draft, MailboxAddress friend, bool friendWrites, string subject, string line, DateTimeOffset date, string label)
    {
        var (from, to) = friendWrites ? (friend, draft.OwnerAddress) : (draft.OwnerAddress, friend);
        var text = $"Hi {FirstName(to)},\n\n{line}\n\n{FirstName(from)}\n";
        var body = new BodyBuilder { TextBody = text };
        if (draft.Random.Next(2) == 0)
        {
            body.HtmlBody = $"<div>{System.Net.WebUtility.HtmlEncode(text).Replace("\n", "<br>\n", StringComparison.Ordinal)}</div>";
        }

        string[] labels = friendWrites ? [Label.Inbox, "CATEGORY_PERSONAL"] : [Label.Sent];
        return draft.Mail(from, [to], subject, body, date, label.Length == 0 ? labels : [.. labels, label]);
    }

    private static void Thread(MimeMessage message, List<string> references, MailboxAddress? carbonCopy, MailboxAddress friend)
    {
        if (carbonCopy is not null && carbonCopy != friend)
        {
            message.Cc.Add(carbonCopy);
        }

        if (references.Count > 0)
        {
            message.InReplyTo = references[^1];
            message.References.AddRange(references);
        }
    }

    private static string FirstName(MailboxAddress address) => (address.Name ?? address.Address).Split(' ')[0];

    private static string Subject(string subject, List<string> references) => references.Count == 0 ? subject : $"Re: {subject}";
}
