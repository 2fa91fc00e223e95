using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

/// <summary>Insert, import, labels of messages, trash and deletion.</summary>
public sealed class MessageWriteTests(Sandbox sandbox)
{
    private static readonly string[] Starred = ["STARRED"];
    private static readonly string[] Unread = ["UNREAD"];

    [Fact]
    public async Task An_inserted_message_is_stored_byte_for_byte_with_its_labels()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email, "Grüße", "body\nwith bare line feeds\r\n");

        var inserted = await account.PostAsync("messages", new { raw = MailAccount.Encode(raw), labelIds = Unread });

        inserted.Status.Should().Be(HttpStatusCode.OK, inserted.Body);
        inserted.Text("threadId").Should().Be(inserted.Text("id"));
        inserted.Text("labelIds.0").Should().Be("UNREAD");
        MailAccount.Decode((await account.GetAsync($"messages/{inserted.Text("id")}?format=raw")).Text("raw")).Should().Be(raw);
    }

    [Theory]
    [InlineData("messages", "receivedTime")]
    [InlineData("messages?internalDateSource=dateHeader", "dateHeader")]
    [InlineData("messages/import", "dateHeader")]
    [InlineData("messages/import?internalDateSource=receivedTime&neverMarkSpam=true", "receivedTime")]
    public async Task The_internal_date_comes_from_where_the_method_takes_it(string path, string source)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email, headers: "Date: Sun, 01 Mar 2020 12:00:00 +0000");

        var id = (await account.PostAsync(path, new { raw = MailAccount.Encode(raw) })).Text("id");

        var date = (await account.GetAsync($"messages/{id}")).Text("internalDate");
        (date == "1583064000000").Should().Be(source == "dateHeader");
    }

    [Fact]
    public async Task A_message_inserted_as_deleted_is_not_in_the_mailbox()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var inserted = await account.PostAsync("messages?deleted=true", new { raw = MailAccount.Encode(MailAccount.Mail("a@example.org", account.Email)) });

        inserted.Status.Should().Be(HttpStatusCode.OK);
        (await account.GetAsync($"messages/{inserted.Text("id")}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("messages", """{}""", 400, "'raw' RFC822 payload message string or uploading message via /upload/* URL required")]
    [InlineData("messages", """{"raw":"!!!"}""", 400, "Invalid value at 'raw' (TYPE_BYTES), Base64 decoding failed.")]
    [InlineData("messages", """{"raw":"QTogYg0KDQo","labelIds":["Label_77"]}""", 400, "Invalid label: Label_77")]
    [InlineData("messages", """{"raw":"QTogYg0KDQo","labelIds":["DRAFT"]}""", 400, "Invalid label: DRAFT")]
    [InlineData("messages", """{"raw":"QTogYg0KDQo","threadId":"xyz"}""", 400, "Invalid thread_id value")]
    [InlineData("messages", """{"raw":"QTogYg0KDQo","threadId":"00000000000000ff"}""", 404, "Requested entity was not found.")]
    [InlineData("messages?internalDateSource=never", """{"raw":"QTogYg0KDQo"}""", 400, "Invalid value at 'internal_date_source' (type.googleapis.com/gmail.v1.InternalDateSource), \"never\"")]
    [InlineData("messages/import?neverMarkSpam=maybe", """{"raw":"QTogYg0KDQo"}""", 400, "Invalid value at 'never_mark_spam' (TYPE_BOOL), \"maybe\"")]
    [InlineData("messages/send", """{"raw":"QTogYg0KDQo"}""", 400, "Recipient address required")]
    [InlineData("messages/send", """{"raw":"VG86IG5vYm9keQ0KDQo"}""", 400, "Invalid To header")]
    [InlineData("messages/send", """{"rawMessage":"QQ"}""", 400, "Invalid JSON payload received. Unknown name \"rawMessage\": Cannot find field.")]
    [InlineData("messages/send", """{"payload":{"colour":1}}""", 400, "Invalid JSON payload received. Unknown name \"colour\" at 'payload': Cannot find field.")]
    [InlineData("messages/send", """{"raw":""", 400, "Invalid JSON payload received. Unexpected token.")]
    [InlineData("messages/send", """["raw"]""", 400, "Invalid JSON payload received. Root element must be a message.")]
    [InlineData("messages/send", """{"raw":7}""", 400, "Invalid JSON payload received. Invalid value at 'raw'.")]
    [InlineData("messages/batchDelete", """{}""", 400, "No message ids specified.")]
    [InlineData("messages/batchModify", """{"ids":["1"]}""", 400, "No label add or removes specified")]
    public async Task A_body_that_makes_no_sense_is_refused_in_Gmails_words(string path, string body, int status, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var reply = await account.CallAsync(
            HttpMethod.Post, $"/gmail/v1/users/me/{path}", new StringContent(body, new MediaTypeHeaderValue("application/json")));

        ((int)reply.Status).Should().Be(status);
        reply.Text("error.message").Should().Be(message);
        (await account.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("0");
    }

    [Fact]
    public async Task Labels_are_put_on_and_taken_off()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync("Subject", "INBOX", "UNREAD");
        var before = (await account.GetAsync($"messages/{id}?format=minimal")).Text("historyId");

        var modified = await account.PostAsync($"messages/{id}/modify", new { addLabelIds = Starred, removeLabelIds = Unread });

        modified.Text("id").Should().Be(id);
        modified.Text("snippet").Should().BeNull();
        (await account.LabelsOfAsync(id)).Should().BeEquivalentTo("INBOX", "STARRED");
        ulong.Parse((await account.GetAsync($"messages/{id}?format=minimal")).Text("historyId")!).Should().BeGreaterThan(ulong.Parse(before!));
    }

    [Theory]
    [InlineData("""{}""", "No label add or removes specified")]
    [InlineData("""{"addLabelIds":["Label_9"]}""", "Invalid label: Label_9")]
    [InlineData("""{"addLabelIds":["SENT"]}""", "Invalid label: SENT")]
    [InlineData("""{"removeLabelIds":["DRAFT"]}""", "Invalid label: DRAFT")]
    [InlineData("""{"addLabelIds":["STARRED"],"removeLabelIds":["STARRED"]}""", "Cannot both add and remove the same label")]
    [InlineData("""{"addLabelIds":"STARRED"}""", "Invalid JSON payload received. Invalid value at 'addLabelIds'.")]
    public async Task A_change_of_labels_that_cannot_be_is_refused_and_changes_nothing(string body, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync("Subject", "INBOX");

        var reply = await account.CallAsync(
            HttpMethod.Post, $"/gmail/v1/users/me/messages/{id}/modify", new StringContent(body, new MediaTypeHeaderValue("application/json")));

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error.message").Should().Be(message);
        (await account.LabelsOfAsync(id)).Should().Equal("INBOX");
    }

    [Fact]
    public async Task More_than_a_hundred_labels_are_too_many()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync();

        var reply = await account.PostAsync($"messages/{id}/modify", new { addLabelIds = Enumerable.Repeat("STARRED", 101) });

        reply.Text("error.status").Should().Be("INVALID_ARGUMENT");
        (await account.LabelsOfAsync(id)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_trash_takes_a_message_out_of_the_inbox_and_gives_it_back()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync("Subject", "INBOX", "STARRED");

        (await account.PostAsync($"messages/{id}/trash")).Status.Should().Be(HttpStatusCode.OK);
        var inTrash = await account.LabelsOfAsync(id);
        (await account.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("0");
        (await account.PostAsync($"messages/{id}/untrash")).Text("id").Should().Be(id);

        inTrash.Should().BeEquivalentTo("TRASH", "STARRED");
        (await account.LabelsOfAsync(id)).Should().BeEquivalentTo("STARRED");
    }

    [Fact]
    public async Task A_deleted_message_is_gone_and_cannot_be_deleted_again()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync();

        var deleted = await account.DeleteAsync($"messages/{id}");

        deleted.Status.Should().Be(HttpStatusCode.NoContent);
        deleted.Body.Should().BeEmpty();
        (await account.GetAsync($"messages/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await account.DeleteAsync($"messages/{id}")).Text("error.errors.0.reason").Should().Be("notFound");
        (await account.DeleteAsync("messages/nonsense")).Text("error.message").Should().Be("Invalid id value");
    }

    [Fact]
    public async Task A_batch_of_ids_passes_over_those_that_nothing_has()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        string[] ids = [await account.InsertAsync("1", "UNREAD"), "00000000000000ff", await account.InsertAsync("2", "UNREAD")];

        var modified = await account.PostAsync("messages/batchModify", new { ids, addLabelIds = Starred, removeLabelIds = Unread });

        modified.Status.Should().Be(HttpStatusCode.NoContent);
        (await account.LabelsOfAsync(ids[0])).Should().Equal("STARRED");
        (await account.LabelsOfAsync(ids[2])).Should().Equal("STARRED");
        (await account.PostAsync("messages/batchDelete", new { ids })).Status.Should().Be(HttpStatusCode.NoContent);
        (await account.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("0");
    }

    [Fact]
    public async Task More_than_a_thousand_ids_are_too_many()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var ids = Enumerable.Range(1, 1001).Select(number => $"{number:x16}");

        (await account.PostAsync("messages/batchDelete", new { ids })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await account.PostAsync("messages/batchModify", new { ids, addLabelIds = Starred })).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("https://www.googleapis.com/auth/gmail.modify", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("https://www.googleapis.com/auth/gmail.readonly", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("https://mail.google.com/", HttpStatusCode.OK, HttpStatusCode.NoContent)]
    public async Task Only_all_of_Gmail_may_delete_for_good(string scope, HttpStatusCode trash, HttpStatusCode delete)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync();
        var limited = await account.WithScopeAsync(scope);

        (await limited.PostAsync($"messages/{id}/trash")).Status.Should().Be(trash);
        (await limited.DeleteAsync($"messages/{id}")).Status.Should().Be(delete);
    }

    [Fact]
    public async Task A_call_with_fields_that_are_not_there_has_done_nothing()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync("Subject", "INBOX");

        var reply = await account.PostAsync($"messages/{id}/trash?fields=colour", new { });

        reply.Text("error.message").Should().Be("Invalid field selection colour");
        (await account.LabelsOfAsync(id)).Should().Equal("INBOX");
        (await account.PostAsync($"messages/{id}/trash?fields=id&prettyPrint=false")).Body.Should().Be($"{{\"id\":\"{id}\"}}");
    }

    [Fact]
    public async Task Another_alt_than_json_is_refused()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await account.GetAsync("profile?alt=json")).Status.Should().Be(HttpStatusCode.OK);
        (await account.GetAsync("profile?alt=media")).Status.Should().Be(HttpStatusCode.BadRequest);
    }
}
