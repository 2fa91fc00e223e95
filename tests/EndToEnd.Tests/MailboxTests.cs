using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A mailbox as a whole, and changes to its messages.</summary>
public sealed class MailboxTests(SharedWorld shared)
{
    private const string Modify = "https://www.googleapis.com/auth/gmail.modify";

    private readonly World _world = shared.World;

    [Fact]
    public async Task The_profile_says_whose_mailbox_it_is_and_how_large()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant, messages: 4);

        var profile = await tenant.GetAsync(path + "profile");

        profile.Text("emailAddress").Should().Be(person);
        profile.GetProperty("messagesTotal").GetInt32().Should().Be(4);
        ulong.Parse(profile.Text("historyId")!, System.Globalization.CultureInfo.InvariantCulture).Should().BePositive();
    }

    [Fact]
    public async Task Labels_are_Gmails_own_and_the_persons()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, _) = await AMailboxAsync(tenant);
        await tenant.PostAsync(path + "google/gmail/v1/users/me/labels", new { name = "Work/Urgent" });

        var labels = (await tenant.GetAsync(path + "labels")).GetProperty("labels").EnumerateArray().ToList();

        labels.Should().Contain(label => label.Text("id") == "INBOX" && label.Text("type") == "system");
        labels.Should().Contain(label => label.Text("name") == "Work/Urgent" && label.Text("type") == "user");
    }

    [Fact]
    public async Task Labels_are_put_on_and_taken_off_and_the_trash_gives_back()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant);
        var message = $"{path}messages/{await DeliverAsync(person)}";

        (await tenant.PostAsync(message + "/modify", new { addLabelIds = new[] { "STARRED" }, removeLabelIds = new[] { "UNREAD" } }))
            .Texts("labelIds").Should().Contain("STARRED").And.NotContain("UNREAD");
        (await tenant.PostAsync(message + "/trash")).Texts("labelIds").Should().Contain("TRASH");
        (await tenant.PostAsync(message + "/untrash")).Texts("labelIds").Should().NotContain("TRASH").And.Contain("STARRED");
    }

    [Fact]
    public async Task A_change_that_says_nothing_or_names_no_label_of_the_mailbox_is_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant);
        var message = $"{path}messages/{await DeliverAsync(person)}";

        (await tenant.PostAsync(message + "/modify", new { }, expectedStatus: 400)).GetProperty("errors").Has("addLabelIds").Should().BeTrue();
        (await tenant.PostAsync(message + "/modify", new { addLabelIds = new[] { "Label_none" } }, expectedStatus: 400)).Text("code").Should().Be("validation_failed");
        (await tenant.PostAsync(path + "messages/ffffffffffffffff/trash", expectedStatus: 404)).Text("code").Should().Be("not_found");
    }

    [Fact]
    public async Task A_change_takes_the_scope_and_the_permission_for_it()
    {
        using var tenant = await _world.ATenantAsync();
        using var reader = await _world.ATenantAsync(Permission.GrantsRead, Permission.GrantsWrite, Permission.MailRead);
        var person = await _world.Google.APersonAsync();
        var readOnly = $"v1/grants/{await tenant.ConnectAsync(person)}/messages/{await DeliverAsync(person)}/trash";

        var problem = await tenant.PostAsync(readOnly, expectedStatus: 403);

        problem.Text("code").Should().Be("insufficient_scope");
        problem.Texts("missingScopes").Should().Equal(Modify);
        (await reader.PostAsync(readOnly, expectedStatus: 403)).Text("code").Should().Be("forbidden");
    }

    [Fact]
    public async Task Changes_since_a_known_point_come_oldest_first_and_lead_on()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant, messages: 1);
        var start = (await tenant.GetAsync(path + "profile")).Text("historyId");
        var id = await DeliverAsync(person);
        await tenant.PostAsync($"{path}messages/{id}/modify", new { addLabelIds = new[] { "STARRED" } });

        var page = await tenant.GetAsync($"{path}changes?startHistoryId={start}");

        page.GetProperty("changes").EnumerateArray().Select(change => (change.Text("type"), change.Text("messageId")))
            .Should().Equal(("messageAdded", id), ("labelAdded", id));
        page.GetProperty("changes")[1].Texts("labelIds").Should().Equal("STARRED");
        (await tenant.GetAsync($"{path}changes?startHistoryId={page.Text("historyId")}")).GetProperty("changes").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("1", 410, "history_gone")]
    [InlineData("x", 400, "validation_failed")]
    public async Task A_point_that_Gmail_does_not_know_is_refused(string startHistoryId, int status, string code)
    {
        using var tenant = await _world.ATenantAsync();
        var (path, _) = await AMailboxAsync(tenant, messages: 1);

        await tenant.GetProblemAsync($"{path}changes?startHistoryId={startHistoryId}", status, code);
    }

    private async Task<(string Path, string Person)> AMailboxAsync(TestTenant tenant, int messages = 0)
    {
        var person = await _world.Google.APersonAsync(messages);
        return ($"v1/grants/{await tenant.ConnectAsync(person, ["openid", "email", Modify])}/", person);
    }

    private async Task<string> DeliverAsync(string person) =>
        (await _world.Google.PostAsync($"sandbox/people/{person}/mail", new { from = "shop@example.com", subject = "News", text = "Hello" }, expectedStatus: 201)).Text("id")!;
}
