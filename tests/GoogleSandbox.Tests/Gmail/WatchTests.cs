using System.Globalization;
using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class WatchTests(Sandbox sandbox)
{
    private const string Topic = "projects/sandbox-project/topics/mail";

    private static readonly string[] Inbox = ["INBOX"];
    private static readonly string[] UnknownLabel = ["Label_77"];

    [Fact]
    public async Task A_watch_lasts_a_week_and_a_new_one_takes_its_place()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        await account.PostAsync("watch", new { topicName = Topic });
        var now = (await sandbox.GetAsync("/sandbox/clock")).Json.GetProperty("now").GetDateTimeOffset();

        var watch = await account.PostAsync("watch", new { topicName = Topic, labelIds = Inbox, labelFilterBehavior = "INCLUDE" });

        watch.Text("historyId").Should().Be(await account.HistoryIdAsync());
        var expiration = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(watch.Text("expiration")!, CultureInfo.InvariantCulture));
        expiration.Should().BeCloseTo(now.AddDays(7), TimeSpan.FromMinutes(1));
        var watches = await sandbox.GetAsync($"/sandbox/people/{account.Email}/watches");
        watches.Json.GetProperty("watches").GetArrayLength().Should().Be(1);
        watches.Text("watches.0.labelIds.0").Should().Be("INBOX");
        watches.Text("watches.0.labelFilterBehavior").Should().Be("include");
    }

    [Fact]
    public async Task Stop_ends_the_watch_and_may_be_called_twice()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        await account.PostAsync("watch", new { topicName = Topic });

        (await account.PostAsync("stop")).Status.Should().Be(HttpStatusCode.NoContent);
        (await account.PostAsync("stop")).Status.Should().Be(HttpStatusCode.NoContent);

        (await sandbox.GetAsync($"/sandbox/people/{account.Email}/watches")).Json.GetProperty("watches").GetArrayLength().Should().Be(0);
        (await sandbox.GetAsync("/sandbox/people/nobody@example.org/watches")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mail")]
    [InlineData("projects/another-project/topics/mail")]
    [InlineData("projects/sandbox-project/topics/")]
    public async Task Only_a_topic_of_the_clients_own_project_will_do(string? topicName)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var reply = await account.PostAsync("watch", new { topicName });

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error.message").Should().Be("Invalid topicName does not match projects/sandbox-project/topics/*");
    }

    [Fact]
    public async Task Labels_and_behaviour_must_be_known()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await account.PostAsync("watch", new { topicName = Topic, labelIds = UnknownLabel })).Text("error.message").Should().Be("Invalid label: Label_77");
        (await account.PostAsync("watch", new { topicName = Topic, labelFilterBehavior = "sometimes" })).Status.Should().Be(HttpStatusCode.BadRequest);
    }
}
