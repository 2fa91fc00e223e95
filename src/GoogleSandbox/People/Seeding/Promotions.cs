using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Shops that would like to see the owner again.</summary>
internal static class Promotions
{
    private static readonly (MailboxAddress From, string Subject, string Text)[] Offers =
    [
        (new("Wanderlust Shoes", "deals@wanderlust-shoes.example"), "48 hours: 20% off hiking boots", "Use the code TRAIL20 before Sunday night."),
        (new("Papier & Co", "news@papierundco.example"), "New colours have arrived", "Moss, rust and fog: the autumn notebooks are here."),
        (new("Kino Royal", "programm@kinoroyal.example"), "This week at the Royal", "Three premieres, one silent film with live piano."),
        (new("Fitwell", "club@fitwell.example"), "We miss you! Come back for 9.90 a month", "Your locker is still waiting."),
    ];

    public static IEnumerable<GeneratedMail> Write(MailDraft draft)
    {
        var (from, subject, text) = draft.Pick(Offers);
        var body = new BodyBuilder
        {
            TextBody = $"{text}\n",
            HtmlBody = $"<div style=\"background:#f5efe6;padding:24px\"><h1>{subject}</h1><p>{text}</p><a href=\"https://{from.Domain}/\">Have a look</a></div>",
        };
        yield return draft.Incoming(from, subject, body, "PROMOTIONS");
    }
}
