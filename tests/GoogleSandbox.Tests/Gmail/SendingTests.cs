using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

/// <summary>What becomes of mail that is sent, at the sender's and at the receivers'.</summary>
public sealed class SendingTests(Sandbox sandbox)
{
    [Fact]
    public async Task Sent_mail_is_among_the_sent_and_in_the_inbox_of_each_receiver_here()
    {
        var (sender, receiver, copied) = (await OpenAsync(), await OpenAsync(), await OpenAsync());

        var sent = await sender.SendAsync(
            MailAccount.Mail(sender.Email, $"Someone <{receiver.Email}>, stranger@example.org", "Hello", "Words", $"Cc: {copied.Email}"));

        sent.Status.Should().Be(HttpStatusCode.OK, sent.Body);
        sent.Json.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("id", "threadId", "labelIds");
        (await sender.LabelsOfAsync(sent.Text("id")!)).Should().Equal("SENT");
        foreach (var account in (MailAccount[])[receiver, copied])
        {
            var message = await OnlyMessageAsync(account);
            (await account.LabelsOfAsync(message.Text("id")!)).Should().BeEquivalentTo("INBOX", "UNREAD");
            message.Text("snippet").Should().Be("Words");
        }
    }

    [Fact]
    public async Task Nobody_but_the_sender_learns_of_blind_copies()
    {
        var (sender, receiver, hidden) = (await OpenAsync(), await OpenAsync(), await OpenAsync());

        var sent = await sender.SendAsync(MailAccount.Mail(sender.Email, receiver.Email, headers: $"Bcc: Hidden\r\n <{hidden.Email}>"));

        (await RawAsync(sender, sent.Text("id"))).Should().Contain(hidden.Email);
        (await RawAsync(receiver, (await OnlyMessageAsync(receiver)).Text("id"))).Should().NotContain(hidden.Email).And.Contain($"Delivered-To: {receiver.Email}");
        (await RawAsync(hidden, (await OnlyMessageAsync(hidden)).Text("id"))).Should().NotContain("Bcc").And.EndWith("\r\n\r\nText\r\n");
    }

    [Fact]
    public async Task Gmail_adds_what_is_missing_and_rewrites_a_foreign_sender()
    {
        var sender = await OpenAsync();

        var sent = await sender.SendAsync($"To: a@example.org\nFrom: Möchtegern <boss@example.org>\nSubject: s\n\nText\n");

        var raw = await RawAsync(sender, sent.Text("id"));
        raw.Should().Contain(sender.Email).And.NotContain("boss@example.org").And.MatchRegex("Message-ID: <[^@]+@mail.gmail.com>\n").And.Contain("\nSubject: s\n\nText\n");
        raw.Should().Contain("Date: ").And.NotContain("\r");
    }

    [Fact]
    public async Task What_is_there_already_is_left_as_it_is()
    {
        var sender = await OpenAsync();
        var raw = MailAccount.Mail(
            sender.Email.ToUpperInvariant(), "a@example.org", "s", "t", "Message-ID: <own@example.org>", "Date: Sun, 01 Mar 2020 12:00:00 +0000");

        var sent = await sender.SendAsync(raw);

        (await RawAsync(sender, sent.Text("id"))).Should().Be(raw);
        (await sender.GetAsync("messages?q=rfc822msgid:own@example.org")).Text("messages.0.id").Should().Be(sent.Text("id"));
    }

    [Fact]
    public async Task Mail_to_oneself_is_one_message_in_both_places()
    {
        var sender = await OpenAsync();

        var sent = await sender.SendAsync(MailAccount.Mail(sender.Email, sender.Email));

        (await OnlyMessageAsync(sender)).Text("id").Should().Be(sent.Text("id"));
        (await sender.LabelsOfAsync(sent.Text("id")!)).Should().BeEquivalentTo("SENT", "INBOX", "UNREAD");
    }

    [Fact]
    public async Task A_disabled_person_receives_nothing()
    {
        var (sender, receiver) = (await OpenAsync(), await OpenAsync());
        await sandbox.PostAsync($"/sandbox/people/{receiver.Email}/disable");

        (await sender.SendAsync(MailAccount.Mail(sender.Email, receiver.Email))).Status.Should().Be(HttpStatusCode.OK);

        await sandbox.PostAsync($"/sandbox/people/{receiver.Email}/enable");
        (await (await receiver.WithScopeAsync(MailAccount.FullMail)).GetAsync("messages")).Text("resultSizeEstimate").Should().Be("0");
    }

    [Fact]
    public async Task An_answer_joins_its_conversation_on_both_sides()
    {
        var (ann, bob) = (await OpenAsync(), await OpenAsync());
        var first = await ann.SendAsync(MailAccount.Mail(ann.Email, bob.Email, "Lunch?", "When?", "Message-ID: <lunch@example.org>"));
        var received = await OnlyMessageAsync(bob);

        var answer = await bob.SendAsync(
            MailAccount.Mail(bob.Email, ann.Email, "Re: Lunch?", "Now", "In-Reply-To: <lunch@example.org>", "References: <lunch@example.org>"),
            received.Text("threadId"));

        answer.Text("threadId").Should().Be(received.Text("threadId"));
        var thread = await ann.GetAsync($"threads/{first.Text("threadId")}?format=minimal");
        thread.Json.GetProperty("messages").GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData("Re: Other", "<one@example.org>")]
    [InlineData("Re: Subject", "<unknown@example.org>")]
    [InlineData("Re: Subject", null)]
    public async Task A_thread_is_joined_only_under_its_subject_and_with_a_reference(string subject, string? reference)
    {
        var sender = await OpenAsync();
        var first = await sender.SendAsync(MailAccount.Mail(sender.Email, "a@example.org", "Subject", "t", "Message-ID: <one@example.org>"));
        string[] headers = reference is null ? [] : [$"References: {reference}"];

        var second = await sender.SendAsync(MailAccount.Mail(sender.Email, "a@example.org", subject, "t", headers), first.Text("threadId"));

        second.Text("threadId").Should().Be(second.Text("id")).And.NotBe(first.Text("threadId"));
    }

    [Fact]
    public async Task The_send_scope_sends_and_does_nothing_else()
    {
        var account = await MailAccount.OpenAsync(sandbox, Sandbox.Send);

        (await account.SendAsync(MailAccount.Mail(account.Email, "a@example.org"))).Status.Should().Be(HttpStatusCode.OK);
        (await account.GetAsync("profile")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await account.GetAsync("drafts")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Without_a_token_nobody_looks_at_the_body()
    {
        using var broken = new StringContent("{");

        var reply = await Reply.OfAsync(await sandbox.Http.PostAsync("/gmail/v1/users/me/messages/send", broken, TestContext.Current.CancellationToken));

        reply.Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    private Task<MailAccount> OpenAsync() => MailAccount.OpenAsync(sandbox);

    private static async Task<Reply> OnlyMessageAsync(MailAccount account)
    {
        var list = await account.GetAsync("messages");
        list.Text("resultSizeEstimate").Should().Be("1");
        return await account.GetAsync($"messages/{list.Text("messages.0.id")}");
    }

    private static async Task<string> RawAsync(MailAccount account, string? id) =>
        MailAccount.Decode((await account.GetAsync($"messages/{id}?format=raw")).Text("raw"));
}
