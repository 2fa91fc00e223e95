using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Conversations.</summary>
public sealed class ThreadTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task Threads_are_listed_page_by_page_and_searched()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        await mailbox.DeliverAsync("Unmistakable", "Tea & cake");
        await mailbox.DeliverAsync("Another");

        var first = await tenant.GetAsync(mailbox.Path + "threads?pageSize=1");
        var second = await tenant.GetAsync($"{mailbox.Path}threads?pageSize=1&pageToken={first.Text("nextPageToken")}");
        var found = await tenant.GetAsync(mailbox.Path + "threads?q=subject:unmistakable");

        first.GetProperty("threads")[0].Text("id").Should().NotBe(second.GetProperty("threads")[0].Text("id"));
        second.Has("nextPageToken").Should().BeFalse();
        found.GetProperty("threads").EnumerateArray().Select(thread => thread.Text("snippet")).Should().Equal("Tea & cake");
    }

    [Fact]
    public async Task A_thread_comes_with_its_messages_oldest_first_in_the_format_that_was_asked_for()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var (thread, messages) = await AConversationAsync(mailbox);

        var full = await tenant.GetAsync($"{mailbox.Path}threads/{thread}");
        var minimal = await tenant.GetAsync($"{mailbox.Path}threads/{thread}?format=minimal");

        full.GetProperty("messages").EnumerateArray().Select(message => message.Text("id")).Should().Equal(messages);
        full.GetProperty("messages")[1].Text("text")!.Trim().Should().Be("See below.");
        minimal.GetProperty("messages")[0].Has("text").Should().BeFalse();
        (await tenant.GetProblemAsync($"{mailbox.Path}threads/{thread}?format=raw", 400, "validation_failed")).GetProperty("errors").Has("format").Should().BeTrue();
    }

    [Fact]
    public async Task Changes_reach_every_message_of_a_thread_until_it_is_deleted()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Full);
        var (id, messages) = await AConversationAsync(mailbox);
        var thread = $"{mailbox.Path}threads/{id}";

        var starred = await tenant.PostAsync(thread + "/modify", new { addLabelIds = new[] { "STARRED" } });
        starred.GetProperty("messages").EnumerateArray().Select(message => message.Text("id")).Should().Equal(messages);
        starred.GetProperty("messages").EnumerateArray().Should().OnlyContain(message => message.Texts("labelIds").Contains("STARRED"));
        (await tenant.PostAsync(thread + "/trash")).GetProperty("messages").EnumerateArray().Should().OnlyContain(message => message.Texts("labelIds").Contains("TRASH"));
        (await tenant.PostAsync(thread + "/untrash")).GetProperty("messages").EnumerateArray().Should().OnlyContain(message => !message.Texts("labelIds").Contains("TRASH"));
        await tenant.DeleteAsync(thread);

        await tenant.GetProblemAsync(thread, 404, "not_found");
        await tenant.GetProblemAsync($"{mailbox.Path}messages/{messages[0]}", 404, "not_found");
    }

    [Fact]
    public async Task Each_call_names_the_scope_that_it_lacks()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, "https://www.googleapis.com/auth/gmail.metadata");

        await tenant.GetAsync(mailbox.Path + "threads");
        (await tenant.GetProblemAsync(mailbox.Path + "threads?q=x", 403, "insufficient_scope")).Texts("missingScopes").Should().Equal("https://www.googleapis.com/auth/gmail.readonly");
        (await tenant.GetProblemAsync(mailbox.Path + "threads/18f0", 403, "insufficient_scope")).Texts("missingScopes").Should().Equal("https://www.googleapis.com/auth/gmail.readonly");
        (await tenant.PostProblemAsync(mailbox.Path + "threads/18f0/trash", new { }, 403, "insufficient_scope")).Texts("missingScopes").Should().Equal(AMailbox.Modify);
        (await tenant.DeleteAsync(mailbox.Path + "threads/18f0", expectedStatus: 403)).Texts("missingScopes").Should().Equal(AMailbox.Full);
    }

    private static async Task<(string Thread, IReadOnlyList<string> Messages)> AConversationAsync(AMailbox mailbox)
    {
        var first = await mailbox.DeliverAsync("Plans");
        var message = await mailbox.Tenant.GetAsync($"{mailbox.Path}messages/{first}");
        var messageId = message.GetProperty("headers").EnumerateArray().First(header => header.Text("name") == "Message-Id" || header.Text("name") == "Message-ID").Text("value");
        var reply = AMailbox.Mime("Re: Plans", "Content-Type: text/csv; name=\"a.csv\"", "1,2")
            .Replace("MIME-Version", $"In-Reply-To: {messageId}\r\nReferences: {messageId}\r\nMIME-Version", StringComparison.Ordinal);
        return (message.Text("threadId")!, [first, await mailbox.InsertAsync(reply, message.Text("threadId"))]);
    }
}
