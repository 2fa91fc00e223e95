using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.People;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Delivers mail into somebody's mailbox, and shows who watches it.</summary>
internal static class MailControl
{
    private const int MaximumCopies = 200_000;

    private static readonly string[] UsualLabels = [Label.Inbox, Label.Unread];

    public static void MapMailControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapPost("/people/{email}/mail", Deliver);
        sandbox.MapGet("/people/{email}/watches", (string email, PeopleDirectory people) => people.Find(email) is { } person
            ? ControlAnswers.Ok(new { watches = person.Watches.All })
            : ControlAnswers.Unknown("such person"));
    }

    private static IResult Deliver(string email, NewMail body, PeopleDirectory people, SandboxClock clock)
    {
        if (people.Find(email) is not { } person)
        {
            return ControlAnswers.Unknown("such person");
        }

        if (!MailboxAddress.TryParse(body.From, out var from) || !MailboxAddress.TryParse(body.To ?? person.Email, out var to))
        {
            return ControlAnswers.Invalid("invalid_address", "from and to must be addresses");
        }

        var labelIds = body.LabelIds ?? UsualLabels;
        if (labelIds.FirstOrDefault(id => person.Mailbox.FindLabel(id) is null) is { } unknown)
        {
            return ControlAnswers.Invalid("invalid_label", $"There is no label {unknown}.");
        }

        if (body.Copies is < 1 or > MaximumCopies)
        {
            return ControlAnswers.Invalid("invalid_copies", $"copies must be between 1 and {MaximumCopies}");
        }

        var stored = Put(person, body, from, to, labelIds, clock.GetUtcNow());
        return ControlAnswers.Created(new { id = stored.Id, threadId = stored.ThreadId });
    }

    /// <summary>Each copy is a second older than the one before, and they share their bytes: a large mailbox costs little.</summary>
    private static StoredMessage Put(Person person, NewMail mail, MailboxAddress from, MailboxAddress to, IReadOnlyList<string> labelIds, DateTimeOffset now)
    {
        var date = mail.Date ?? now;
        var bytes = Compose(mail, from, to, date);
        var newest = person.Mailbox.Add(bytes, labelIds, date, now);
        for (var copy = 1; copy < (mail.Copies ?? 1); copy++)
        {
            person.Mailbox.Add(bytes, labelIds, date - TimeSpan.FromSeconds(copy), now);
        }

        return newest;
    }

    private static byte[] Compose(NewMail mail, MailboxAddress from, MailboxAddress to, DateTimeOffset date)
    {
        // The library's own id would name this machine.
        using var message = new MimeMessage { Subject = mail.Subject ?? "", Date = date, MessageId = $"{Guid.NewGuid():n}@{from.Domain}" };
        message.From.Add(from);
        message.To.Add(to);
        message.Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody();
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        return stream.ToArray();
    }

    private sealed record NewMail(
        string From, string? To, string? Subject, string? Text, string? Html, IReadOnlyList<string>? LabelIds, DateTimeOffset? Date, int? Copies);
}
