using System.Text;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class MailboxTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Messages_of_one_millisecond_are_in_the_order_of_their_arrival()
    {
        var mailbox = new Mailbox();

        string[] ids = [.. Enumerable.Range(0, 50).Select(number => Add(mailbox, $"Subject: {number}\r\n\r\n").Id)];

        mailbox.Messages.Select(message => message.Id).Should().Equal(ids.Reverse());
    }

    [Fact]
    public void A_replay_makes_the_same_mailbox()
    {
        var mailbox = new Mailbox();
        var label = mailbox.AddLabel("One", Now);
        var kept = Add(mailbox, "Subject: kept\r\n\r\n");
        var draft = mailbox.SaveDraft(draftId: null, "Subject: draft\r\n\r\n"u8.ToArray(), Now, threadId: kept.ThreadId)!;
        mailbox.SaveDraft(draft.Id, "Subject: again\r\n\r\n"u8.ToArray(), Now, threadId: kept.ThreadId);
        mailbox.Relabel(kept.Id, [label.Id], [], Now);
        mailbox.DeleteLabel(label.Id, Now);
        mailbox.Delete(Add(mailbox, "Subject: gone\r\n\r\n").Id, Now);

        var again = new Mailbox();
        again.Replay(mailbox.Changes);

        again.Messages.Should().BeEquivalentTo(mailbox.Messages).And.HaveCount(2);
        again.Drafts.Select(each => (each.Id, each.Message.Id)).Should().Equal(mailbox.Drafts.Select(each => (each.Id, each.Message.Id)));
        again.Labels.Should().Equal(mailbox.Labels);
        again.HistoryId.Should().Be(mailbox.HistoryId);
        again.AddLabel("Two", Now).Id.Should().Be("Label_2", "an id is not given twice");
    }

    [Fact]
    public void Writers_at_once_lose_nothing()
    {
        var mailbox = new Mailbox();

        Parallel.For(0, 200, number =>
        {
            var id = Add(mailbox, $"Subject: {number}\r\n\r\n").Id;
            mailbox.Relabel(id, [Label.Starred], [], Now);
        });

        mailbox.Messages.Should().HaveCount(200).And.OnlyContain(message => message.LabelIds.Contains(Label.Starred));
        mailbox.History().Records.Select(record => record.Id).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.HaveCount(400);
    }

    private static StoredMessage Add(Mailbox mailbox, string raw) => mailbox.Add(Encoding.ASCII.GetBytes(raw), [Label.Inbox], Now, Now);
}
