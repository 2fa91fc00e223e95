using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Fills a mailbox with believable mail, the same for the same seed.</summary>
internal static class MailGenerator
{
    private const int DaysBack = 730;

    private static readonly (int Weight, Func<MailDraft, IEnumerable<GeneratedMail>> Write)[] Kinds =
    [
        (26, Conversations.Write),
        (18, Newsletters.Write),
        (16, Receipts.Write),
        (12, Notifications.Write),
        (10, Documents.Write),
        (10, Promotions.Write),
        (8, JunkMail.Write),
    ];

    public static Mailbox Fill(Mailbox mailbox, MailSeed seed)
    {
        if (seed.Messages <= 0)
        {
            return mailbox;
        }

        var random = new Random(Number(seed.Email));
        var labels = UserLabels.All.ToDictionary(name => name, name => mailbox.AddLabel(name, seed.Moment).Id, StringComparer.Ordinal);
        foreach (var thread in Threads(random, seed).OrderBy(thread => thread[0].Date))
        {
            Store(mailbox, thread, labels, random, seed.Moment);
        }

        return mailbox;
    }

    private static IEnumerable<List<GeneratedMail>> Threads(Random random, MailSeed seed)
    {
        for (var left = seed.Messages; left > 0;)
        {
            // Squaring makes recent mail more frequent, as in a real mailbox.
            var age = TimeSpan.FromMinutes(Math.Pow(random.NextDouble(), 2) * DaysBack * 24 * 60);
            var draft = new MailDraft(random, seed, seed.Moment - age, seed.Moment);
            var thread = Pick(random)(draft).Take(left).ToList();
            left -= thread.Count;
            yield return thread;
        }
    }

    private static void Store(
        Mailbox mailbox, List<GeneratedMail> thread, Dictionary<string, string> labels, Random random, DateTimeOffset now)
    {
        string? threadId = null;
        foreach (var mail in thread)
        {
            var labelIds = mail.Labels.Select(label => labels.GetValueOrDefault(label, label)).ToHashSet(StringComparer.Ordinal);
            MailboxHabits.Apply(labelIds, mail.Date, random, now);
            threadId = mailbox.Add(mail.ToBytes(), labelIds, mail.Date, mail.Date, threadId).ThreadId;
        }
    }

    private static Func<MailDraft, IEnumerable<GeneratedMail>> Pick(Random random)
    {
        var roll = random.Next(Kinds.Sum(kind => kind.Weight));
        foreach (var (weight, write) in Kinds)
        {
            roll -= weight;
            if (roll < 0)
            {
                return write;
            }
        }

        return Kinds[0].Write;
    }

    private static int Number(string text) => text.Aggregate(17, (number, letter) => unchecked((number * 31) + letter));
}
