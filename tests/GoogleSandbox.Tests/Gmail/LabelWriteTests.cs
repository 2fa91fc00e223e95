using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class LabelWriteTests(Sandbox sandbox)
{
    [Fact]
    public async Task A_new_label_shows_everywhere_and_can_be_used()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var created = await account.PostAsync("labels", new { name = "Work/Invoices" });
        await account.InsertAsync("Subject", created.Text("id")!, "UNREAD");

        created.Text("id").Should().MatchRegex("^Label_[0-9]+$");
        created.Text("name").Should().Be("Work/Invoices");
        created.Text("type").Should().Be("user");
        created.Text("messageListVisibility").Should().Be("show");
        created.Text("labelListVisibility").Should().Be("labelShow");
        created.Text("messagesTotal").Should().Be("0");
        (await account.GetAsync($"labels/{created.Text("id")}")).Text("messagesUnread").Should().Be("1");
        (await account.GetAsync("messages?q=label:work-invoices")).Text("resultSizeEstimate").Should().Be("1");
    }

    [Theory]
    [InlineData("""{}""", 400, "Invalid label name")]
    [InlineData("""{"name":" "}""", 400, "Invalid label name")]
    [InlineData("""{"name":"inbox"}""", 400, "Invalid label name")]
    [InlineData("""{"name":"taken"}""", 409, "Label name exists or conflicts")]
    [InlineData("""{"name":"a","labelListVisibility":"sometimes"}""", 400, "Invalid value at 'label.label_list_visibility' (type.googleapis.com/gmail.v1.Label.LabelListVisibility), \"sometimes\"")]
    [InlineData("""{"name":"a","messageListVisibility":"sometimes"}""", 400, "Invalid value at 'label.message_list_visibility' (type.googleapis.com/gmail.v1.Label.MessageListVisibility), \"sometimes\"")]
    [InlineData("""{"name":"a","color":{"textColor":"#ffffff","backgroundColor":"#123456"}}""", 400, "Label color #123456, is not on the allowed color palette")]
    [InlineData("""{"name":"a","color":{"textColor":"#ffffff"}}""", 400, "Label color needs both textColor and backgroundColor")]
    [InlineData("""{"name":"a","colour":1}""", 400, "Invalid JSON payload received. Unknown name \"colour\": Cannot find field.")]
    public async Task A_label_that_cannot_be_is_refused(string body, int status, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        await account.PostAsync("labels", new { name = "Taken" });

        var reply = await account.CallAsync(HttpMethod.Post, "/gmail/v1/users/me/labels", new StringContent(body));

        ((int)reply.Status).Should().Be(status);
        reply.Text("error.message").Should().Be(message);
        (await account.GetAsync("labels")).Json.GetProperty("labels").EnumerateArray().Count(label => label.GetProperty("type").GetString() == "user").Should().Be(1);
    }

    [Fact]
    public async Task A_patch_keeps_what_it_does_not_name_and_an_update_does_not()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var color = new { textColor = "#ffffff", backgroundColor = "#16a766" };
        var id = (await account.PostAsync("labels", new { name = "First", labelListVisibility = "labelHide", color })).Text("id");

        var patched = await account.PatchAsync($"labels/{id}", new { name = "Second" });
        var updated = await account.PutAsync($"labels/{id}", new { name = "Third" });

        patched.Text("name").Should().Be("Second");
        patched.Text("labelListVisibility").Should().Be("labelHide");
        patched.Text("color.backgroundColor").Should().Be("#16a766");
        updated.Text("id").Should().Be(id);
        updated.Text("name").Should().Be("Third");
        updated.Text("labelListVisibility").Should().Be("labelShow");
        updated.Text("color").Should().BeNull();
        (await account.PutAsync($"labels/{id}", new { labelListVisibility = "labelHide" })).Text("error.message").Should().Be("Invalid label name");
    }

    [Fact]
    public async Task A_label_may_take_its_own_name_and_nobody_elses()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        await account.PostAsync("labels", new { name = "One" });
        var id = (await account.PostAsync("labels", new { name = "Other" })).Text("id");

        (await account.PatchAsync($"labels/{id}", new { name = "OTHER" })).Text("name").Should().Be("OTHER");
        var conflict = await account.PatchAsync($"labels/{id}", new { name = "one" });

        conflict.Status.Should().Be(HttpStatusCode.Conflict);
        conflict.Text("error.errors.0.reason").Should().Be("duplicate");
        conflict.Text("error.status").Should().Be("ALREADY_EXISTS");
    }

    [Fact]
    public async Task A_deleted_label_leaves_its_messages_and_its_id_does_not_come_back()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = (await account.PostAsync("labels", new { name = "Passing" })).Text("id")!;
        var message = await account.InsertAsync("Subject", id, "INBOX");

        (await account.DeleteAsync($"labels/{id}")).Status.Should().Be(HttpStatusCode.NoContent);

        (await account.LabelsOfAsync(message)).Should().Equal("INBOX");
        (await account.GetAsync($"labels/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.DeleteAsync($"labels/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.PostAsync("labels", new { name = "Passing" })).Text("id").Should().NotBe(id);
    }

    [Fact]
    public async Task System_labels_stay_as_they_are()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await account.PatchAsync("labels/INBOX", new { name = "Mine" })).Text("error.message").Should().Be("Invalid update request");
        (await account.DeleteAsync("labels/INBOX")).Text("error.message").Should().Be("Invalid delete request");
    }

    [Fact]
    public async Task The_labels_scope_manages_labels_and_reads_no_mail()
    {
        var account = await MailAccount.OpenAsync(sandbox, "https://www.googleapis.com/auth/gmail.labels");

        (await account.PostAsync("labels", new { name = "Mine" })).Status.Should().Be(HttpStatusCode.OK);
        (await account.GetAsync("messages")).Status.Should().Be(HttpStatusCode.Forbidden);
    }
}
