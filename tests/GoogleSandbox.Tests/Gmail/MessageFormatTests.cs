using System.Net;
using System.Text;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class MessageFormatTests(Sandbox sandbox)
{
    private static readonly string[] Headings = ["subject", "FROM"];

    [Fact]
    public async Task Full_is_the_usual_format()
    {
        var (id, access) = await OneMessageAsync();

        var message = await sandbox.GmailAsync($"messages/{id}", access);

        message.Text("id").Should().Be(id).And.MatchRegex("^[0-9a-f]{16}$");
        message.Text("threadId").Should().Be(id);
        message.Text("snippet").Should().Be("Tea &amp; &lt;cake&gt; at Amy&#39;s?");
        message.Json.GetProperty("historyId").ValueKind.Should().Be(JsonValueKind.String);
        message.Text("internalDate").Should().Be("1772366400000");
        message.Json.GetProperty("sizeEstimate").ValueKind.Should().Be(JsonValueKind.Number);
        message.Text("raw").Should().BeNull();
        message.Text("payload.partId").Should().BeEmpty();
        message.Text("payload.filename").Should().BeEmpty();
        message.Text("payload.mimeType").Should().Be("multipart/alternative");
        message.Text("payload.body.size").Should().Be("0");
        message.Text("payload.body.data").Should().BeNull();
        message.Text("payload.parts.0.partId").Should().Be("0");
        message.Text("payload.parts.0.mimeType").Should().Be("text/plain");
        Decode(message.Text("payload.parts.0.body.data")!).Should().StartWith("Tea & <cake>");
        message.Text("payload.parts.1.mimeType").Should().Be("text/html");
        Header(message, "Subject").Should().Be("Einladung für Grüße");
    }

    [Fact]
    public async Task Minimal_has_no_payload()
    {
        var (id, access) = await OneMessageAsync();

        var message = await sandbox.GmailAsync($"messages/{id}?format=MINIMAL", access);

        message.Json.EnumerateObject().Select(field => field.Name)
            .Should().BeEquivalentTo("id", "threadId", "labelIds", "snippet", "historyId", "internalDate", "sizeEstimate");
    }

    [Fact]
    public async Task Metadata_has_headers_and_no_parts()
    {
        var (id, access) = await OneMessageAsync();

        var all = await sandbox.GmailAsync($"messages/{id}?format=metadata", access);
        var some = await sandbox.GmailAsync($"messages/{id}?format=metadata&metadataHeaders={Headings[0]}&metadataHeaders={Headings[1]}", access);

        all.Text("payload.parts").Should().BeNull();
        all.Text("payload.body").Should().BeNull();
        all.Json.GetProperty("payload").GetProperty("headers").GetArrayLength().Should().BeGreaterThan(4);
        some.Json.GetProperty("payload").GetProperty("headers").EnumerateArray().Select(header => header.GetProperty("name").GetString())
            .Should().BeEquivalentTo("Subject", "From");
    }

    [Fact]
    public async Task Raw_is_the_message_itself()
    {
        var (id, access) = await OneMessageAsync();

        var message = await sandbox.GmailAsync($"messages/{id}?format=raw", access);

        message.Text("payload").Should().BeNull();
        message.Text("raw").Should().NotContain("+").And.NotContain("/");
        var raw = Decode(message.Text("raw")!);
        raw.Should().Contain("From: Amy <amy@example.org>").And.Contain("multipart/alternative");
        message.Text("sizeEstimate").Should().Be($"{Encoding.UTF8.GetByteCount(raw)}");
    }

    [Fact]
    public async Task An_unknown_format_is_invalid()
    {
        var (id, access) = await OneMessageAsync();

        (await sandbox.GmailAsync($"messages/{id}?format=compact", access)).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_attachment_is_fetched_by_an_id_that_changes_and_fits_one_message_only()
    {
        var access = (await sandbox.ConnectAsync("jonas.weber@example.com", await sandbox.AddClientAsync())).Access;
        var list = await sandbox.GmailAsync("messages?q=filename:pdf&maxResults=2", access);
        var (id, other) = (list.Text("messages.0.id"), list.Text("messages.1.id"));
        var (first, again) = (await AttachmentAsync(id!, access), await AttachmentAsync(id!, access));

        var attachment = await sandbox.GmailAsync($"messages/{id}/attachments/{first.GetProperty("attachmentId").GetString()}", access);
        var misplaced = await sandbox.GmailAsync($"messages/{other}/attachments/{first.GetProperty("attachmentId").GetString()}", access);

        Decode(attachment.Text("data")!).Should().StartWith("%PDF-1.4");
        attachment.Text("size").Should().Be(first.GetProperty("size").GetRawText());
        first.GetProperty("attachmentId").GetString().Should().NotBe(again.GetProperty("attachmentId").GetString());
        first.TryGetProperty("data", out _).Should().BeFalse();
        misplaced.Text("error.message").Should().Be("Invalid attachment token");
    }

    [Theory]
    [InlineData("nonsense", HttpStatusCode.BadRequest, "Invalid id value")]
    [InlineData("00000000000000000000", HttpStatusCode.BadRequest, "Invalid id value")]
    [InlineData("00000000000000ff", HttpStatusCode.NotFound, "Requested entity was not found.")]
    public async Task An_id_that_cannot_be_differs_from_one_that_is_not_there(string id, HttpStatusCode status, string message)
    {
        var access = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync())).Access;

        var reply = await sandbox.GmailAsync($"messages/{id}", access);

        reply.Status.Should().Be(status);
        reply.Text("error.message").Should().Be(message);
        reply.Text("error.code").Should().Be($"{(int)status}");
    }

    [Theory]
    [InlineData("fields=id,payload/headers", "id payload")]
    [InlineData("fields=payload(mimeType,parts(mimeType)),id", "id payload")]
    [InlineData("fields=*", "id threadId labelIds snippet payload sizeEstimate historyId internalDate")]
    public async Task Fields_pick_a_part_of_the_answer(string query, string names)
    {
        var (id, access) = await OneMessageAsync();

        var message = await sandbox.GmailAsync($"messages/{id}?{query}", access);

        message.Json.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo(names.Split(' '));
    }

    [Fact]
    public async Task Fields_reach_into_lists()
    {
        var (id, access) = await OneMessageAsync();

        (await sandbox.GmailAsync("messages?prettyPrint=false&fields=messages/id", access)).Body
            .Should().Be($"{{\"messages\":[{{\"id\":\"{id}\"}}]}}");
    }

    [Theory]
    [InlineData("nothing", "nothing")]
    [InlineData("payload(nothing)", "nothing")]
    [InlineData("id/x", "x")]
    [InlineData("payload(", "payload(")]
    [InlineData("id,,", "id,,")]
    public async Task An_unknown_field_is_named(string fields, string culprit)
    {
        var (id, access) = await OneMessageAsync();

        var reply = await sandbox.GmailAsync($"messages/{id}?fields={Uri.EscapeDataString(fields)}", access);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error.message").Should().Be($"Invalid field selection {culprit}");
        reply.Text("error.errors.0.reason").Should().Be("invalidParameter");
    }

    [Fact]
    public async Task Labels_have_counts_only_when_asked_for_singly()
    {
        var (_, access) = await OneMessageAsync();

        var list = await sandbox.GmailAsync("labels", access);
        var inbox = await sandbox.GmailAsync("labels/INBOX", access);

        list.Json.GetProperty("labels").EnumerateArray().Select(label => label.GetProperty("id").GetString()).Should().Contain(["INBOX", "SENT", "SPAM"]);
        list.Text("labels.0.messagesTotal").Should().BeNull();
        inbox.Text("type").Should().Be("system");
        inbox.Text("messagesTotal").Should().Be("1");
        inbox.Text("threadsUnread").Should().Be("1");
        (await sandbox.GmailAsync("labels/Label_99", access)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private async Task<(string Id, string Access)> OneMessageAsync()
    {
        var email = await sandbox.AddPersonAsync();
        var mail = await sandbox.PostAsync($"/sandbox/people/{email}/mail", new
        {
            from = "Amy <amy@example.org>",
            subject = "Einladung für Grüße",
            text = "Tea & <cake>\r\nat Amy's?",
            html = "<p>Tea &amp; &lt;cake&gt;</p>",
            date = "2026-03-01T12:00:00Z",
        });
        mail.Status.Should().Be(HttpStatusCode.Created, mail.Body);
        return (mail.Text("id")!, (await sandbox.ConnectAsync(email)).Access);
    }

    private async Task<JsonElement> AttachmentAsync(string id, string access)
    {
        var message = await sandbox.GmailAsync($"messages/{id}", access);
        var part = message.Json.GetProperty("payload").GetProperty("parts").EnumerateArray()
            .Single(part => part.GetProperty("filename").GetString()!.EndsWith(".pdf", StringComparison.Ordinal));
        return part.GetProperty("body");
    }

    private static string? Header(Reply message, string name) => message.Json.GetProperty("payload").GetProperty("headers").EnumerateArray()
        .Single(header => header.GetProperty("name").GetString() == name).GetProperty("value").GetString();

    private static string Decode(string data) => Encoding.UTF8.GetString(Convert.FromBase64String(data.Replace('-', '+').Replace('_', '/')));
}
