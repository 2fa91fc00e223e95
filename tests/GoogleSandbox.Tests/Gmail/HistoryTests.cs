using System.Net;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class HistoryTests(Sandbox sandbox)
{
    private static readonly string[] Starred = ["STARRED"];
    private static readonly string[] Unread = ["UNREAD"];

    [Fact]
    public async Task Every_change_of_a_message_is_a_record_the_oldest_first()
    {
        var (account, start) = await StartAsync();
        var id = await account.InsertAsync("Subject", "INBOX", "UNREAD");
        await account.PostAsync($"messages/{id}/modify", new { addLabelIds = Starred, removeLabelIds = Unread });
        await account.DeleteAsync($"messages/{id}");

        var history = await account.GetAsync($"history?startHistoryId={start}");

        var records = Records(history);
        records.Select(Kinds).Should().Equal("messagesAdded", "labelsAdded labelsRemoved", "messagesDeleted");
        records.Select(record => record.GetProperty("messages")[0].GetProperty("id").GetString()).Should().AllBe(id);
        records.Select(record => ulong.Parse(record.GetProperty("id").GetString()!)).Should().BeInAscendingOrder().And.OnlyContain(record => record > ulong.Parse(start));
        history.Text("history.0.messagesAdded.0.message.labelIds").Should().Contain("UNREAD", "it is as it was then");
        history.Text("history.1.labelsAdded.0.labelIds.0").Should().Be("STARRED");
        history.Text("history.1.labelsRemoved.0.labelIds.0").Should().Be("UNREAD");
        history.Text("historyId").Should().Be(await account.HistoryIdAsync());
        history.Text("nextPageToken").Should().BeNull();
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_no_record()
    {
        var (account, _) = await StartAsync();
        var id = await account.InsertAsync("Subject", "STARRED");
        var start = await account.HistoryIdAsync();

        await account.PostAsync($"messages/{id}/modify", new { addLabelIds = Starred });

        (await account.GetAsync($"history?prettyPrint=false&startHistoryId={start}")).Body.Should().Be($"{{\"historyId\":\"{start}\"}}");
    }

    [Theory]
    [InlineData("historyTypes=messageAdded", "messagesAdded messagesAdded")]
    [InlineData("historyTypes=labelAdded&historyTypes=messageDeleted", "labelsAdded messagesDeleted")]
    [InlineData("historyTypes=labelRemoved", "labelsRemoved")]
    [InlineData("labelId=STARRED", "labelsAdded labelsRemoved messagesDeleted")]
    [InlineData("labelId=UNREAD", "messagesAdded labelsRemoved")]
    [InlineData("labelId=UNREAD&historyTypes=messageAdded", "messagesAdded")]
    [InlineData("labelId=SPAM", "")]
    public async Task Records_are_chosen_by_kind_and_by_label(string filter, string kinds)
    {
        var (account, start) = await StartAsync();
        var id = await account.InsertAsync("One", "UNREAD");
        await account.InsertAsync("Other", "INBOX");
        await account.PostAsync($"messages/{id}/modify", new { addLabelIds = Starred, removeLabelIds = Unread });
        await account.DeleteAsync($"messages/{id}");

        var history = await account.GetAsync($"history?startHistoryId={start}&{filter}");

        string.Join(' ', Records(history).Select(Kinds)).Should().Be(kinds);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        var (account, start) = await StartAsync();
        for (var number = 0; number < 7; number++)
        {
            await account.InsertAsync($"Number {number}");
        }

        var seen = new List<string>();
        string? pageToken = null;
        do
        {
            var page = await account.GetAsync($"history?startHistoryId={start}&maxResults=3&pageToken={pageToken}");
            seen.AddRange(Records(page).Select(record => record.GetProperty("id").GetString()!));
            pageToken = page.Text("nextPageToken");
        }
        while (pageToken is not null);

        seen.Should().Equal(Records(await account.GetAsync($"history?startHistoryId={start}")).Select(record => record.GetProperty("id").GetString()!)).And.HaveCount(7);
    }

    [Fact]
    public async Task Mail_from_somebody_else_is_a_record_too()
    {
        var (account, start) = await StartAsync();
        var sender = await MailAccount.OpenAsync(sandbox);

        await sender.SendAsync(MailAccount.Mail(sender.Email, account.Email));

        var record = Records(await account.GetAsync($"history?startHistoryId={start}&labelId=INBOX")).Should().ContainSingle().Subject;
        Kinds(record).Should().Be("messagesAdded");
    }

    [Theory]
    [InlineData("history", HttpStatusCode.BadRequest, "Missing/invalid startHistoryId")]
    [InlineData("history?startHistoryId=soon", HttpStatusCode.BadRequest, "Invalid value at 'start_history_id' (TYPE_UINT64), \"soon\"")]
    [InlineData("history?startHistoryId=17", HttpStatusCode.NotFound, "Requested entity was not found.")]
    [InlineData("history?startHistoryId=99999999999", HttpStatusCode.NotFound, "Requested entity was not found.")]
    [InlineData("history?startHistoryId=1000000&historyTypes=messageRead", HttpStatusCode.BadRequest, "Invalid value at 'history_types' (type.googleapis.com/gmail.v1.ListHistoryRequest.HistoryType), \"messageRead\"")]
    [InlineData("history?startHistoryId=1000000&labelId=Label_7", HttpStatusCode.BadRequest, "labelId not found")]
    [InlineData("history?startHistoryId=1000000&pageToken=rubbish", HttpStatusCode.BadRequest, "Invalid pageToken")]
    public async Task A_start_that_cannot_be_is_refused(string path, HttpStatusCode status, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var reply = await account.GetAsync(path);

        reply.Status.Should().Be(status);
        reply.Text("error.message").Should().Be(message);
    }

    [Fact]
    public async Task A_start_of_more_than_a_week_ago_is_not_found_and_a_fresh_one_is()
    {
        await using var own = await Sandbox.StartAsync();
        var account = await MailAccount.OpenAsync(own);
        var old = await account.HistoryIdAsync();
        await account.InsertAsync();
        await own.AdvanceAsync(TimeSpan.FromDays(8));
        account = await account.WithScopeAsync(MailAccount.FullMail);

        var expired = await account.GetAsync($"history?startHistoryId={old}");

        expired.Status.Should().Be(HttpStatusCode.NotFound);
        expired.Text("error.errors.0.reason").Should().Be("notFound");
        (await account.GetAsync($"history?startHistoryId={await account.HistoryIdAsync()}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://www.googleapis.com/auth/gmail.compose")]
    [InlineData("https://www.googleapis.com/auth/gmail.labels")]
    public async Task Some_scopes_see_no_history(string scope)
    {
        var account = await MailAccount.OpenAsync(sandbox, scope);

        (await account.GetAsync("history?startHistoryId=1000000")).Text("error.errors.0.reason").Should().Be("insufficientPermissions");
    }

    private async Task<(MailAccount Account, string Start)> StartAsync()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        return (account, await account.HistoryIdAsync());
    }

    private static JsonElement[] Records(Reply reply)
    {
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Body);
        return reply.Json.TryGetProperty("history", out var history) ? [.. history.EnumerateArray()] : [];
    }

    private static string Kinds(JsonElement record) =>
        string.Join(' ', record.EnumerateObject().Select(field => field.Name).Where(name => name is not ("id" or "messages")));
}
