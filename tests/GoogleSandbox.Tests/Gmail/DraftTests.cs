using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class DraftTests(Sandbox sandbox)
{
    private static readonly string[] Starred = ["STARRED"];

    [Fact]
    public async Task A_draft_is_a_message_with_the_label_of_drafts()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var draft = await CreateAsync(account, "Plan");

        draft.Text("id").Should().MatchRegex("^r[0-9]+$");
        draft.Text("message.labelIds.0").Should().Be("DRAFT");
        var read = await account.GetAsync($"drafts/{draft.Text("id")}");
        read.Text("message.id").Should().Be(draft.Text("message.id"));
        read.Text("message.payload.mimeType").Should().Be("text/plain");
        MailAccount.Decode((await account.GetAsync($"drafts/{draft.Text("id")}?format=raw")).Text("message.raw")).Should().Contain("Subject: Plan");
        (await account.GetAsync($"messages/{draft.Text("message.id")}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_list_holds_ids_only_and_finds_by_words()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        await account.InsertAsync("Plan");
        var plan = await CreateAsync(account, "Plan");
        var other = await CreateAsync(account, "Other");

        var all = await account.GetAsync("drafts");
        var found = await account.GetAsync("drafts?q=subject:plan");
        var first = await account.GetAsync("drafts?maxResults=1");
        var second = await account.GetAsync($"drafts?maxResults=1&pageToken={first.Text("nextPageToken")}");

        all.Json.GetProperty("drafts").GetArrayLength().Should().Be(2);
        all.Json.GetProperty("drafts")[0].GetProperty("message").EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("id", "threadId");
        found.Text("drafts.0.id").Should().Be(plan.Text("id"));
        found.Text("resultSizeEstimate").Should().Be("1");
        new[] { first.Text("drafts.0.id"), second.Text("drafts.0.id") }.Should().BeEquivalentTo(plan.Text("id"), other.Text("id"));
        second.Text("nextPageToken").Should().BeNull();
    }

    [Fact]
    public async Task Without_drafts_only_the_estimate_is_left()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await account.GetAsync("drafts?prettyPrint=false")).Body.Should().Be("{\"resultSizeEstimate\":0}");
    }

    [Fact]
    public async Task An_update_keeps_the_draft_and_gives_it_another_message()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var draft = await CreateAsync(account, "Old");

        var updated = await account.PutAsync($"drafts/{draft.Text("id")}", Body(account, "New"));

        updated.Text("id").Should().Be(draft.Text("id"));
        updated.Text("message.id").Should().NotBe(draft.Text("message.id"));
        updated.Text("message.threadId").Should().Be(draft.Text("message.threadId"));
        (await account.GetAsync($"messages/{draft.Text("message.id")}")).Status.Should().Be(HttpStatusCode.NotFound);
        MailAccount.Decode((await account.GetAsync($"drafts/{draft.Text("id")}?format=raw")).Text("message.raw")).Should().Contain("Subject: New");
    }

    [Fact]
    public async Task A_sent_draft_is_a_draft_no_more()
    {
        var (account, receiver) = (await MailAccount.OpenAsync(sandbox), await MailAccount.OpenAsync(sandbox));
        var draft = await account.PostAsync("drafts", new { message = new { raw = MailAccount.Encode(MailAccount.Mail(account.Email, receiver.Email)) } });

        var sent = await account.PostAsync("drafts/send", new { id = draft.Text("id") });

        sent.Text("labelIds.0").Should().Be("SENT");
        sent.Text("threadId").Should().Be(draft.Text("message.threadId"));
        (await account.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("1");
        (await account.GetAsync($"drafts/{draft.Text("id")}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.PostAsync("drafts/send", new { id = draft.Text("id") })).Status.Should().Be(HttpStatusCode.NotFound);
        (await receiver.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("1");
    }

    [Fact]
    public async Task A_draft_can_be_sent_with_another_message()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var draft = await CreateAsync(account, "Old");

        var sent = await account.PostAsync("drafts/send", new { id = draft.Text("id"), message = new { raw = MailAccount.Encode(MailAccount.Mail(account.Email, "a@example.org", "New")) } });

        MailAccount.Decode((await account.GetAsync($"messages/{sent.Text("id")}?format=raw")).Text("raw")).Should().Contain("Subject: New");
        (await account.GetAsync("drafts")).Text("resultSizeEstimate").Should().Be("0");
    }

    [Fact]
    public async Task A_draft_to_nobody_is_not_sent_and_stays()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var draft = await account.PostAsync("drafts", new { message = new { raw = MailAccount.Encode("Subject: Unfinished\r\n\r\n") } });

        (await account.PostAsync("drafts/send", new { id = draft.Text("id") })).Text("error.message").Should().Be("Recipient address required");

        (await account.GetAsync($"drafts/{draft.Text("id")}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_draft_answers_within_a_thread()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var first = await account.SendAsync(MailAccount.Mail(account.Email, "a@example.org", "Topic", "t", "Message-ID: <topic@example.org>"));
        var raw = MailAccount.Encode(MailAccount.Mail(account.Email, "a@example.org", "Re: Topic", "t", "In-Reply-To: <topic@example.org>"));

        var draft = await account.PostAsync("drafts", new { message = new { raw, threadId = first.Text("threadId") } });
        var sent = await account.PostAsync("drafts/send", new { id = draft.Text("id") });

        draft.Text("message.threadId").Should().Be(first.Text("threadId"));
        sent.Text("threadId").Should().Be(first.Text("threadId"));
    }

    [Fact]
    public async Task A_draft_goes_with_its_message_and_the_message_with_its_draft()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var (one, other) = (await CreateAsync(account, "One"), await CreateAsync(account, "Other"));

        (await account.DeleteAsync($"drafts/{one.Text("id")}")).Status.Should().Be(HttpStatusCode.NoContent);
        await account.DeleteAsync($"messages/{other.Text("message.id")}");

        (await account.GetAsync($"messages/{one.Text("message.id")}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.GetAsync($"drafts/{other.Text("id")}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.DeleteAsync($"drafts/{one.Text("id")}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Drafts_bear_no_labels()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var draft = await CreateAsync(account, "Plan");

        var reply = await account.PostAsync($"messages/{draft.Text("message.id")}/modify", new { addLabelIds = Starred });

        reply.Text("error.errors.0.reason").Should().Be("failedPrecondition");
        (await account.LabelsOfAsync(draft.Text("message.id")!)).Should().Equal("DRAFT");
    }

    [Theory]
    [InlineData("POST", "drafts", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "drafts/r1", HttpStatusCode.BadRequest)]
    [InlineData("GET", "drafts/r1", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "drafts/r1", HttpStatusCode.NotFound)]
    [InlineData("POST", "drafts/send", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_cannot_be_used(string method, string path, HttpStatusCode status)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await account.CallAsync(new HttpMethod(method), $"/gmail/v1/users/me/{path}", content: null)).Status.Should().Be(status);
    }

    [Fact]
    public async Task A_draft_that_is_not_there_cannot_be_updated()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await account.PutAsync("drafts/r1", Body(account, "New"))).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_compose_scope_manages_drafts_and_lists_no_messages()
    {
        var account = await MailAccount.OpenAsync(sandbox, "https://www.googleapis.com/auth/gmail.compose");

        (await CreateAsync(account, "Plan")).Status.Should().Be(HttpStatusCode.OK);
        (await account.GetAsync("drafts")).Text("resultSizeEstimate").Should().Be("1");
        (await account.GetAsync("messages")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    private static async Task<Reply> CreateAsync(MailAccount account, string subject)
    {
        var draft = await account.PostAsync("drafts", Body(account, subject));
        draft.Status.Should().Be(HttpStatusCode.OK, draft.Body);
        return draft;
    }

    private static object Body(MailAccount account, string subject) =>
        new { message = new { raw = MailAccount.Encode(MailAccount.Mail(account.Email, "a@example.org", subject)) } };
}
