using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Mail that brings a file.</summary>
internal static class Documents
{
    private static readonly MailboxAddress Accounting = new("Accounting", "accounting@studio.example");
    private static readonly MailboxAddress Colleague = new("Priya Raman", "priya.raman@studio.example");
    private static readonly MailboxAddress Family = new("Claire Fontaine", "claire@atelier-fontaine.example");

    public static IEnumerable<GeneratedMail> Write(MailDraft draft)
    {
        yield return draft.Random.Next(3) switch
        {
            0 => Invoice(draft),
            1 => Figures(draft),
            _ => Picture(draft),
        };
    }

    private static GeneratedMail Invoice(MailDraft draft)
    {
        var number = $"{draft.Date.Year}-{draft.Random.Next(1000, 9999)}";
        var amount = draft.Amount(200, 9000);
        var body = new BodyBuilder
        {
            TextBody = $"Hello {draft.Owner.GivenName},\n\nplease find invoice {number} over EUR {amount} attached. It is payable within 14 days.\n\nKind regards\nAccounting\n",
            HtmlBody = $"<p>Hello {draft.Owner.GivenName},</p><p>please find invoice <b>{number}</b> over EUR {amount} attached. It is payable within 14 days.</p><p>Kind regards<br>Accounting</p>",
        };
        body.Attachments.Add($"Invoice-{number}.pdf", SampleFiles.Pdf($"Invoice {number}", $"Total: EUR {amount}"), new ContentType("application", "pdf"));
        return draft.Incoming(Accounting, $"Invoice {number}", body, "PERSONAL", UserLabels.Invoices);
    }

    private static GeneratedMail Figures(MailDraft draft)
    {
        var body = new BodyBuilder { TextBody = $"Hi {draft.Owner.GivenName},\n\nthe figures of the week are attached, with the totals at the bottom.\n\nPriya\n" };
        body.Attachments.Add("figures.csv", SampleFiles.Csv(draft.Random), new ContentType("text", "csv"));
        return draft.Incoming(Colleague, "Figures of the week", body, "PERSONAL", UserLabels.Work);
    }

    private static GeneratedMail Picture(MailDraft draft)
    {
        var body = new BodyBuilder
        {
            TextBody = "Look what I found in the old box!\n",
            HtmlBody = "<p>Look what I found in the old box!</p>",
        };
        body.Attachments.Add("Fundstück.png", SampleFiles.Png, new ContentType("image", "png"));
        return draft.Incoming(Family, "Fundstück aus dem Atelier", body, "PERSONAL");
    }
}
