using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>What a person does with mail over time: reads, stars, archives, throws away.</summary>
internal static class MailboxHabits
{
    private static readonly TimeSpan KeptInInbox = TimeSpan.FromDays(60);

    public static void Apply(HashSet<string> labelIds, DateTimeOffset date, Random random, DateTimeOffset now)
    {
        if (labelIds.Contains(Label.Spam) || labelIds.Contains(Label.Sent))
        {
            return;
        }

        if (random.Next(100) < 4)
        {
            labelIds.Remove(Label.Inbox);
            labelIds.Add(Label.Trash);
            return;
        }

        var age = now - date;
        MarkUnread(labelIds, age, random);
        if (random.Next(100) < 6)
        {
            labelIds.Add(Label.Starred);
        }

        if (labelIds.Contains("CATEGORY_PERSONAL") && random.Next(100) < 40)
        {
            labelIds.Add(Label.Important);
        }

        if (age > KeptInInbox && random.Next(100) < 70)
        {
            labelIds.Remove(Label.Inbox);
        }
    }

    private static void MarkUnread(HashSet<string> labelIds, TimeSpan age, Random random)
    {
        var chance = age < TimeSpan.FromDays(3) ? 55 : age < TimeSpan.FromDays(30) ? 20 : 5;
        if (random.Next(100) < chance)
        {
            labelIds.Add(Label.Unread);
        }
    }
}
