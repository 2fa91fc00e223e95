using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class ThreadTests(Sandbox sandbox)
{
    private static readonly string[] Starred = ["STARRED"];

    [Fact]
    public async Task A_list_names_each_thread_once_the_newest_first()
    {
        var account = await MailAccount.OpenAsync(sandbox, messages: 120);
        var threads = new List<string>();
        string? pageToken = null;
        do
        {
            var page = await account.GetAsync($"threads?includeSpamTrash=true&maxResults=25&pageToken={pageToken}");
            threads.AddRange(page.Json.GetProperty("threads").EnumerateArray().Select(thread => thread.GetProperty("id").GetString()!));
            pageToken = page.Text("nextPageToken");
        }
        while (pageToken is not null);

        var messages = await account.GetAsync("messages?includeSpamTrash=true&maxResults=500");
        threads.Should().Equal(messages.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("threadId").GetString()!).Distinct());
    }

    [Fact]
    public async Task One_message_that_matches_brings_the_whole_thread()
    {
        var (account, thread, _) = await ConversationAsync();

        var list = await account.GetAsync("threads?q=subject:Topic%20first");
        var both = await account.GetAsync("threads?q=first%20second");

        list.Text("threads.0.id").Should().Be(thread);
        list.Text("threads.0.snippet").Should().Be("second", "it is the newest message's");
        list.Text("threads.0.messages").Should().BeNull();
        list.Text("threads.0.historyId").Should().NotBeNull();
        both.Body.Should().NotContain("threads", "no single message has both words");
        (await account.GetAsync($"threads/{thread}")).Json.GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("snippet").GetString()).Should().Equal("first", "second");
    }

    [Theory]
    [InlineData("full", true)]
    [InlineData("metadata", true)]
    [InlineData("minimal", false)]
    public async Task Messages_of_a_thread_have_the_format_that_is_asked_for(string format, bool hasPayload)
    {
        var (account, thread, _) = await ConversationAsync();

        var reply = await account.GetAsync($"threads/{thread}?format={format}&metadataHeaders=Subject");

        var payload = reply.Text("messages.1.payload.headers");
        (payload is not null).Should().Be(hasPayload);
        (reply.Text("messages.1.payload.body") is not null).Should().Be(format == "full");
    }

    [Theory]
    [InlineData("threads/{id}?format=raw", HttpStatusCode.BadRequest)]
    [InlineData("threads/nonsense", HttpStatusCode.BadRequest)]
    [InlineData("threads/00000000000000ff", HttpStatusCode.NotFound)]
    public async Task What_no_thread_can_answer_is_refused(string path, HttpStatusCode status)
    {
        var (account, thread, _) = await ConversationAsync();

        (await account.GetAsync(path.Replace("{id}", thread, StringComparison.Ordinal))).Status.Should().Be(status);
    }

    [Fact]
    public async Task The_metadata_scope_restricts_threads_as_it_does_messages()
    {
        var (account, thread, _) = await ConversationAsync();
        var limited = await account.WithScopeAsync(Sandbox.Metadata);

        (await limited.GetAsync($"threads/{thread}")).Text("error.message").Should().Be("Metadata scope doesn't allow format FULL");
        (await limited.GetAsync("threads?q=first")).Text("error.message").Should().Be("Metadata scope does not support 'q' parameter");
        (await limited.GetAsync($"threads/{thread}?format=metadata")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_change_reaches_every_message_of_the_thread()
    {
        var (account, thread, ids) = await ConversationAsync();

        var modified = await account.PostAsync($"threads/{thread}/modify", new { addLabelIds = Starred });
        var labels = await account.LabelsOfAsync(ids[1]);
        var trashed = await account.PostAsync($"threads/{thread}/trash");
        var inTrash = await account.LabelsOfAsync(ids[0]);
        await account.PostAsync($"threads/{thread}/untrash");

        modified.Text("id").Should().Be(thread);
        modified.Json.GetProperty("messages").GetArrayLength().Should().Be(2);
        labels.Should().Contain("STARRED");
        trashed.Text("messages.1.id").Should().Be(ids[1]);
        inTrash.Should().Contain("TRASH");
        (await account.LabelsOfAsync(ids[0])).Should().NotContain("TRASH");
        (await account.PostAsync($"threads/{thread}/modify", new { })).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_deleted_thread_takes_its_messages_along()
    {
        var (account, thread, ids) = await ConversationAsync();

        (await account.DeleteAsync($"threads/{thread}")).Status.Should().Be(HttpStatusCode.NoContent);

        (await account.GetAsync($"messages/{ids[1]}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.DeleteAsync($"threads/{thread}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await (await account.WithScopeAsync("https://www.googleapis.com/auth/gmail.modify")).DeleteAsync($"threads/{thread}"))
            .Text("error.errors.0.reason").Should().Be("insufficientPermissions");
    }

    private async Task<(MailAccount Account, string Thread, string[] Ids)> ConversationAsync()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var first = await account.SendAsync(MailAccount.Mail(account.Email, "a@example.org", "Topic", "first", "Message-ID: <first@example.org>"));
        var second = await account.SendAsync(MailAccount.Mail(account.Email, "a@example.org", "Re: Topic", "second", "References: <first@example.org>"));
        return (account, first.Text("threadId")!, [first.Text("id")!, second.Text("id")!]);
    }
}
