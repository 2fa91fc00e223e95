using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>One message before it is stored.</summary>
internal sealed record GeneratedMail(MimeMessage Message, DateTimeOffset Date, IReadOnlyList<string> Labels)
{
    public string MessageId => Message.MessageId ?? "";

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Message.WriteTo(FormatOptions.Default, stream);
        return stream.ToArray();
    }
}

/// <summary>What a scenario starts from: chance, the owner of the mailbox and a moment in the past.</summary>
internal sealed record MailDraft(Random Random, MailSeed Owner, DateTimeOffset Date, DateTimeOffset Now)
{
    public MailboxAddress OwnerAddress => new(Owner.Name, Owner.Email);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    public string Amount(int least, int most) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Random.Next(least, most)}.{Random.Next(100):00}");

    /// <summary>A message to the owner, with one label for where it arrives and one for its category.</summary>
    public GeneratedMail Incoming(MailboxAddress from, string subject, BodyBuilder body, string category, params string[] labels) =>
        Mail(from, [OwnerAddress], subject, body, Date, [Label.Inbox, $"{Label.CategoryPrefix}{category}", .. labels]);

    public GeneratedMail Mail(
        MailboxAddress from, IEnumerable<MailboxAddress> to, string subject, BodyBuilder body, DateTimeOffset date, IReadOnlyList<string> labels)
    {
        var message = new MimeMessage { Subject = subject, Date = date, Body = body.ToMessageBody() };
        message.MessageId = $"{Random.NextInt64():x16}@{from.Domain}";
        message.From.Add(from);
        message.To.AddRange(to);
        if (!labels.Contains(Label.Sent))
        {
            message.Headers.Insert(0, "Delivered-To", Owner.Email);
        }

        SteadyBoundaries(message.Body);
        return new GeneratedMail(message, date, labels);
    }

    // The library draws boundaries at random; the same seed shall give the same bytes.
    private void SteadyBoundaries(MimeEntity entity)
    {
        if (entity is Multipart multipart)
        {
            multipart.Boundary = $"=_{Random.NextInt64():x16}";
            foreach (var part in multipart)
            {
                SteadyBoundaries(part);
            }
        }
    }
}
