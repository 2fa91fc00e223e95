using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Proof that money was spent.</summary>
internal static class Receipts
{
    private static readonly (MailboxAddress From, string Subject, string[] Items)[] Shops =
    [
        (new("Papier & Co", "orders@papierundco.example"), "Your order {0} is confirmed", ["Notebook A5, dotted", "Fountain pen ink, blue", "Washi tape, set of 4"]),
        (new("Nordbahn", "tickets@nordbahn.example"), "Ticket {0}: have a good trip", ["Day return, 2nd class", "Seat reservation", "Bicycle ticket"]),
        (new("Green Basket", "service@greenbasket.example"), "Receipt for delivery {0}", ["Vegetable box, medium", "Sourdough bread", "Oat milk, 6 pack"]),
        (new("Cloudhut Hosting", "billing@cloudhut.example"), "Payment received, reference {0}", ["Virtual server, monthly", "Backup storage 100 GB"]),
    ];

    public static IEnumerable<GeneratedMail> Write(MailDraft draft)
    {
        var (from, subject, items) = draft.Pick(Shops);
        var order = $"{draft.Random.Next(100000, 999999)}";
        var item = draft.Pick(items);
        var amount = draft.Amount(4, 180);
        var body = new BodyBuilder
        {
            TextBody = $"Thank you, {draft.Owner.GivenName}!\n\n{item}: EUR {amount}\nTotal: EUR {amount}\nReference: {order}\n",
            HtmlBody = $"""
                <h2>Thank you, {draft.Owner.GivenName}!</h2>
                <table><tr><td>{item}</td><td>EUR {amount}</td></tr><tr><th>Total</th><th>EUR {amount}</th></tr></table>
                <p>Reference: <b>{order}</b></p>
                """,
        };
        if (draft.Random.Next(3) == 0)
        {
            body.Attachments.Add($"receipt-{order}.pdf", SampleFiles.Pdf($"Receipt {order}", $"{item}: EUR {amount}"), new ContentType("application", "pdf"));
        }

        yield return draft.Incoming(from, string.Format(System.Globalization.CultureInfo.InvariantCulture, subject, order), body, "UPDATES", UserLabels.Receipts);
    }
}
