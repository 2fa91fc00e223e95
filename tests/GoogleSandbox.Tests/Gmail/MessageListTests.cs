using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class MessageListTests(Sandbox sandbox)
{
    [Fact]
    public async Task Pages_are_newest_first_complete_and_without_repetition()
    {
        var email = await sandbox.AddPersonAsync(messages: 130);
        var access = (await sandbox.ConnectAsync(email)).Access;
        var ids = new List<string>();

        string? pageToken = null;
        do
        {
            var page = await sandbox.GmailAsync($"messages?includeSpamTrash=true&maxResults=50&pageToken={pageToken}", access);
            ids.AddRange(page.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!));
            pageToken = page.Text("nextPageToken");
        }
        while (pageToken is not null);

        ids.Should().HaveCount(130).And.OnlyHaveUniqueItems().And.BeInDescendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Copies_are_messages_of_their_own_each_older_than_the_one_before()
    {
        var email = await sandbox.AddPersonAsync();
        var delivered = await sandbox.PostAsync($"/sandbox/people/{email}/mail", new { from = "a@example.org", subject = "Again", copies = 600 });
        var access = (await sandbox.ConnectAsync(email)).Access;

        var first = await sandbox.GmailAsync("messages?maxResults=500", access);
        var second = await sandbox.GmailAsync($"messages?maxResults=500&pageToken={first.Text("nextPageToken")}", access);

        Ids(first).Concat(Ids(second)).Should().HaveCount(600).And.OnlyHaveUniqueItems().And.StartWith(delivered.Text("id"));
        (await sandbox.PostAsync($"/sandbox/people/{email}/mail", new { from = "a@example.org", copies = 0 })).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Mail_that_arrives_between_two_pages_moves_nothing()
    {
        var email = await sandbox.AddPersonAsync();
        var access = (await sandbox.ConnectAsync(email)).Access;
        for (var sent = 0; sent < 4; sent++)
        {
            await MailAsync(email, $"Number {sent}");
        }

        var all = Ids(await sandbox.GmailAsync("messages", access));
        var first = await sandbox.GmailAsync("messages?maxResults=2", access);
        await MailAsync(email, "Late");
        var second = await sandbox.GmailAsync($"messages?maxResults=2&pageToken={first.Text("nextPageToken")}", access);

        Ids(first).Concat(Ids(second)).Should().Equal(all);
        second.Text("nextPageToken").Should().BeNull();
    }

    [Fact]
    public async Task An_empty_result_leaves_everything_out_but_the_estimate()
    {
        var access = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync())).Access;

        var page = await sandbox.GmailAsync("messages?prettyPrint=false", access);

        page.Body.Should().Be("{\"resultSizeEstimate\":0}");
    }

    [Fact]
    public async Task A_page_token_belongs_to_its_query()
    {
        var access = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync(messages: 20))).Access;
        var first = await sandbox.GmailAsync("messages?maxResults=2", access);

        var other = await sandbox.GmailAsync($"messages?q=in:anywhere&pageToken={first.Text("nextPageToken")}", access);

        other.Status.Should().Be(HttpStatusCode.BadRequest);
        other.Text("error.message").Should().Be("Invalid pageToken");
        other.Text("error.errors.0.reason").Should().Be("invalidArgument");
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("%00%FF")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_page_token_that_never_was_is_invalid(string pageToken)
    {
        var access = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync())).Access;

        (await sandbox.GmailAsync($"messages?pageToken={pageToken}", access)).Text("error.message").Should().Be("Invalid pageToken");
    }

    [Fact]
    public async Task Labels_narrow_together_and_spam_and_trash_stay_out_unless_asked_for()
    {
        var email = await sandbox.AddPersonAsync();
        var access = (await sandbox.ConnectAsync(email)).Access;
        var plain = await MailAsync(email, "Plain", "INBOX");
        var starred = await MailAsync(email, "Starred", "INBOX", "STARRED");
        var spam = await MailAsync(email, "Spam", "SPAM");
        var trash = await MailAsync(email, "Trash", "TRASH", "STARRED");

        Ids(await sandbox.GmailAsync("messages", access)).Should().BeEquivalentTo(plain, starred);
        Ids(await sandbox.GmailAsync("messages?labelIds=INBOX&labelIds=STARRED", access)).Should().Equal(starred);
        Ids(await sandbox.GmailAsync("messages?labelIds=SPAM", access)).Should().Equal(spam);
        Ids(await sandbox.GmailAsync("messages?q=in:trash", access)).Should().Equal(trash);
        Ids(await sandbox.GmailAsync("messages?q=in:anywhere", access)).Should().HaveCount(4);
        Ids(await sandbox.GmailAsync("messages?includeSpamTrash=true", access)).Should().HaveCount(4);
        Ids(await sandbox.GmailAsync("messages?q=is:starred", access)).Should().Equal(starred);
    }

    [Fact]
    public async Task An_unknown_label_is_invalid()
    {
        var access = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync())).Access;

        (await sandbox.GmailAsync("messages?labelIds=Label_77", access)).Text("error.message").Should().Be("Invalid label: Label_77");
    }

    [Theory]
    [InlineData("maxResults=9999", 12)]
    [InlineData("maxResults=0", 12)]
    [InlineData("maxResults=5", 5)]
    public async Task More_than_the_maximum_is_capped(string query, int expected)
    {
        var access = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync(messages: 12))).Access;

        Ids(await sandbox.GmailAsync($"messages?includeSpamTrash=true&{query}", access)).Should().HaveCount(expected);
    }

    [Theory]
    [InlineData("maxResults=many", "Invalid value at 'max_results' (TYPE_UINT32), \"many\"")]
    [InlineData("maxResults=-1", "Invalid value at 'max_results' (TYPE_UINT32), \"-1\"")]
    [InlineData("includeSpamTrash=maybe", "Invalid value at 'include_spam_trash' (TYPE_BOOL), \"maybe\"")]
    public async Task A_parameter_of_the_wrong_type_is_invalid(string query, string message)
    {
        var access = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync())).Access;

        var reply = await sandbox.GmailAsync($"messages?{query}", access);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error.message").Should().Be(message);
    }

    [Fact]
    public async Task A_seeded_mailbox_is_believable()
    {
        var access = (await sandbox.ConnectAsync("aiko.tanaka@studio.example", await sandbox.AddClientAsync())).Access;

        foreach (var query in new[] { "in:inbox is:unread", "in:spam", "in:trash", "has:attachment", "in:sent", "is:starred", "older_than:1y", "label:work-invoices" })
        {
            var reply = await sandbox.GmailAsync($"messages?q={Uri.EscapeDataString(query)}", access);
            reply.Json.GetProperty("resultSizeEstimate").GetInt32().Should().BePositive(query);
        }

        (await sandbox.GmailAsync("profile", access)).Json.GetProperty("messagesTotal").GetInt32().Should().BeGreaterThan(300);
    }

    private async Task<string> MailAsync(string email, string subject, params string[] labelIds)
    {
        var reply = await sandbox.PostAsync(
            $"/sandbox/people/{email}/mail",
            new { from = "friend@example.org", subject, text = "Hello", labelIds = labelIds.Length == 0 ? null : labelIds });
        return reply.Text("id")!;
    }

    private static List<string> Ids(Reply reply) => reply.Json.TryGetProperty("messages", out var messages)
        ? [.. messages.EnumerateArray().Select(message => message.GetProperty("id").GetString()!)]
        : [];
}
