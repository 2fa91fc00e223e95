using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.People;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Delivers mail into somebody's mailbox, and shows who watches it.</summary>
internal static class MailControl
{
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

        var date = body.Date ?? clock.GetUtcNow();
        var stored = person.Mailbox.Add(Compose(body, from, to, date), labelIds, date, clock.GetUtcNow());
        return ControlAnswers.Created(new { id = stored.Id, threadId = stored.ThreadId });
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
        string From, string? To, string? Subject, string? Text, string? Html, IReadOnlyList<string>? LabelIds, DateTimeOffset? Date);
}
