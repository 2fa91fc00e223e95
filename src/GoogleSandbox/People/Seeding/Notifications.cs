using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Machines that tell what other people did.</summary>
internal static class Notifications
{
    private static readonly (MailboxAddress From, string Category, string Subject, string Text)[] Kinds =
    [
        (new("Circles", "notify@circles.example"), "SOCIAL", "Ingrid Dahl commented on your photo", "Ingrid wrote: \"What a light! Where was this?\""),
        (new("Circles", "notify@circles.example"), "SOCIAL", "You have 3 new followers", "Kenji, Claire and Samuel follow you now."),
        (new("Forge", "noreply@forge.example"), "FORUMS", "[atlas/router] Retry budget is ignored on 503 (#418)", "The retry budget does not apply when the upstream answers 503. Steps to reproduce are in the issue."),
        (new("Forge", "noreply@forge.example"), "FORUMS", "[atlas/router] Build failed on main", "2 of 318 tests failed in 4 min 12 s."),
        (new("City Library", "loans@citylibrary.example"), "UPDATES", "Your loan is due in three days", "\"The Left Hand of Darkness\" is due back. You can renew it twice."),
        (new("Parcel Service", "track@parcels.example"), "UPDATES", "Your parcel arrives today", "Between 14:00 and 16:00. Nobody home? We leave it with a neighbour."),
        (new("Dr. Brandt's Practice", "termine@praxis-brandt.example"), "PERSONAL", "Reminder: appointment on Tuesday at 9:40", "Please bring your insurance card. To move the appointment, call us."),
    ];

    public static IEnumerable<GeneratedMail> Write(MailDraft draft)
    {
        var (from, category, subject, text) = draft.Pick(Kinds);
        yield return draft.Incoming(from, subject, new BodyBuilder { TextBody = $"{text}\n" }, category);
    }
}
