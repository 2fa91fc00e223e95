using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class SettingsTests(Sandbox sandbox)
{
    private const string Own = $"{MailAccount.FullMail} {MailAccount.SettingsBasic} {MailAccount.SettingsSharing}";

    private static readonly string[] Starred = ["STARRED"];
    private static readonly string[] Inbox = ["INBOX"];

    [Theory]
    [InlineData("autoForwarding", "enabled", "false")]
    [InlineData("imap", "expungeBehavior", "archive")]
    [InlineData("pop", "accessWindow", "disabled")]
    [InlineData("language", "displayLanguage", "en")]
    [InlineData("vacation", "enableAutoReply", "false")]
    public async Task G7_Every_setting_can_be_read(string setting, string property, string value)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var reply = await account.GetAsync($"settings/{setting}");

        reply.Status.Should().Be(HttpStatusCode.OK, reply.Body);
        reply.Text(property).Should().Be(value);
    }

    [Fact]
    public async Task G7_What_is_written_is_read_again()
    {
        var account = await MailAccount.OpenAsync(sandbox, Own);

        var imap = await account.PutAsync("settings/imap", new { enabled = false, maxFolderSize = 1000, expungeBehavior = "trash" });
        var pop = await account.PutAsync("settings/pop", new { accessWindow = "allMail", disposition = "markRead" });
        var language = await account.PutAsync("settings/language", new { displayLanguage = "de" });
        var vacation = await account.PutAsync("settings/vacation", new { enableAutoReply = true, responseSubject = "Away", startTime = 1000, endTime = "2000" });

        (await account.GetAsync("settings/imap")).Body.Should().Be(imap.Body).And.Contain("\"maxFolderSize\": 1000");
        (await account.GetAsync("settings/pop")).Body.Should().Be(pop.Body).And.Contain("markRead");
        (await account.GetAsync("settings/language")).Body.Should().Be(language.Body).And.Contain("\"de\"");
        (await account.GetAsync("settings/vacation")).Body.Should().Be(vacation.Body).And.Contain("\"startTime\": \"1000\"").And.Contain("\"endTime\": \"2000\"");
    }

    [Fact]
    public async Task G7_Reading_scopes_do_not_write_settings() =>
        (await (await MailAccount.OpenAsync(sandbox)).PutAsync("settings/imap", new { enabled = true })).Status.Should().Be(HttpStatusCode.Forbidden);

    [Theory]
    [InlineData("settings/imap", """{"expungeBehavior":"burn"}""", "burn")]
    [InlineData("settings/imap", """{"maxFolderSize":17}""", "maxFolderSize")]
    [InlineData("settings/imap", """{"unknown":1}""", "Unknown name")]
    [InlineData("settings/pop", """{"accessWindow":"wide"}""", "wide")]
    [InlineData("settings/language", """{"displayLanguage":"??"}""", "displayLanguage")]
    [InlineData("settings/vacation", """{"enableAutoReply":true}""", "required")]
    [InlineData("settings/vacation", """{"startTime":"2","endTime":"1"}""", "startTime must precede endTime")]
    [InlineData("settings/vacation", """{"startTime":"soon"}""", "startTime")]
    [InlineData("settings/vacation", """{"restrictToDomain":true}""", "Google Workspace")]
    public async Task G7_A_setting_that_cannot_be_is_refused(string path, string body, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox, Own);

        var reply = await account.CallAsync(HttpMethod.Put, $"/gmail/v1/users/me/{path}", new StringContent(body, null, "application/json"));

        reply.Status.Should().Be(HttpStatusCode.BadRequest, reply.Body);
        reply.Text("error.message").Should().Contain(message);
    }

    [Fact]
    public async Task G7_Filters_are_created_listed_and_deleted()
    {
        var account = await MailAccount.OpenAsync(sandbox, Own);
        var empty = await account.GetAsync("settings/filters");
        var wanted = new { criteria = new { from = "a@example.org" }, action = new { addLabelIds = Starred, removeLabelIds = Inbox } };

        var created = await account.PostAsync("settings/filters", wanted);
        var again = await account.PostAsync("settings/filters", wanted);
        var listed = await account.GetAsync("settings/filters");
        var read = await account.GetAsync($"settings/filters/{created.Text("id")}");
        var deleted = await account.DeleteAsync($"settings/filters/{created.Text("id")}");

        empty.Json.EnumerateObject().Should().BeEmpty();
        created.Status.Should().Be(HttpStatusCode.OK, created.Body);
        again.Text("error.message").Should().Be("Filter already exists");
        listed.Text("filter.0.id").Should().Be(created.Text("id"));
        read.Body.Should().Be(created.Body);
        deleted.Status.Should().Be(HttpStatusCode.NoContent);
        (await account.GetAsync($"settings/filters/{created.Text("id")}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.DeleteAsync($"settings/filters/{created.Text("id")}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{}", "Filter doesn't have any criteria")]
    [InlineData("""{"criteria":{},"action":{"addLabelIds":["STARRED"]}}""", "Filter doesn't have any criteria")]
    [InlineData("""{"criteria":{"from":"x"}}""", "Filter doesn't have any actions")]
    [InlineData("""{"criteria":{"from":"x"},"action":{"addLabelIds":["Label_404"]}}""", "Invalid label Label_404 in AddLabelIds")]
    [InlineData("""{"criteria":{"from":"x"},"action":{"addLabelIds":["SPAM"]}}""", "Invalid label SPAM in AddLabelIds")]
    [InlineData("""{"criteria":{"from":"x"},"action":{"forward":"x@example.org"}}""", "Unrecognized forwarding address")]
    [InlineData("""{"criteria":{"from":"x","sizeComparison":"huge"},"action":{"addLabelIds":["STARRED"]}}""", "huge")]
    public async Task G7_A_filter_that_cannot_be_is_refused(string body, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox, Own);

        var reply = await account.CallAsync(HttpMethod.Post, "/gmail/v1/users/me/settings/filters", new StringContent(body, null, "application/json"));

        reply.Status.Should().Be(HttpStatusCode.BadRequest, reply.Body);
        reply.Text("error.message").Should().Contain(message);
    }

    [Fact]
    public async Task G7_The_own_address_is_there_and_can_be_signed()
    {
        var account = await MailAccount.OpenAsync(sandbox, Own);

        var listed = await account.GetAsync("settings/sendAs");
        var patched = await account.PatchAsync($"settings/sendAs/{account.Email}", new { signature = "<b>Me</b>" });
        var updated = await account.PutAsync($"settings/sendAs/{account.Email}", new { displayName = "Me" });

        listed.Text("sendAs.0.sendAsEmail").Should().Be(account.Email);
        listed.Text("sendAs.0.isPrimary").Should().Be("true");
        patched.Text("signature").Should().Be("<b>Me</b>");
        updated.Text("signature").Should().BeEmpty();
        (await account.GetAsync($"settings/sendAs/{account.Email}")).Text("displayName").Should().Be("Me");
        (await account.GetAsync("settings/sendAs/ghost@example.org")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "delegates")]
    [InlineData("GET", "delegates/a@example.org")]
    [InlineData("POST", "delegates")]
    [InlineData("DELETE", "delegates/a@example.org")]
    [InlineData("PUT", "autoForwarding")]
    [InlineData("POST", "forwardingAddresses")]
    [InlineData("DELETE", "forwardingAddresses/a@example.org")]
    [InlineData("POST", "sendAs")]
    [InlineData("DELETE", "sendAs/a@example.org")]
    [InlineData("POST", "sendAs/a@example.org/verify")]
    [InlineData("GET", "cse/keypairs")]
    [InlineData("GET", "cse/identities")]
    public async Task G7_What_only_service_accounts_may_is_refused_to_people(string verb, string path)
    {
        var account = await MailAccount.OpenAsync(sandbox, Own);

        var reply = await account.CallAsync(new HttpMethod(verb), $"/gmail/v1/users/me/settings/{path}", content: null);

        reply.Status.Should().Be(HttpStatusCode.Forbidden, reply.Body);
        reply.Text("error.message").Should().Be("Access restricted to service accounts that have been delegated domain-wide authority");
    }

    [Fact]
    public async Task G7_Settings_outlive_a_restart()
    {
        using var folder = new StateFolder();
        string access;
        string[] paths = ["settings/imap", "settings/vacation", "settings/filters", "settings/sendAs"];
        string[] before;
        await using (var first = await folder.StartAsync())
        {
            var account = await MailAccount.OpenAsync(first, Own);
            access = account.Access;
            await account.PutAsync("settings/imap", new { enabled = false });
            await account.PutAsync("settings/vacation", new { enableAutoReply = true, responseSubject = "Away", startTime = "5" });
            await account.PostAsync("settings/filters", new { criteria = new { from = "a" }, action = new { addLabelIds = Starred } });
            await account.PatchAsync($"settings/sendAs/{account.Email}", new { signature = "Kept" });
            before = [.. await Task.WhenAll(paths.Select(async path => (await account.GetAsync(path)).Body))];
        }

        await using var second = await folder.StartAsync();

        (await Task.WhenAll(paths.Select(async path => (await second.GmailAsync(path, access)).Body))).Should().Equal(before);
        before[^1].Should().Contain("Kept");
    }
}
