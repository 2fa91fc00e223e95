using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What is sent, and what arrives.</summary>
public sealed class SendTests(SharedWorld shared) : Correspondence(shared)
{
    private const string SendScope = "https://www.googleapis.com/auth/gmail.send";
    private static readonly byte[] Picture = [137, 80, 78, 71, 13, 10, 26, 10, 0, 255];

    [Fact]
    public async Task A_message_with_text_html_and_a_file_arrives_as_it_was_said()
    {
        var sent = await SendAsync(new
        {
            to = new[] { $"Zoë Müller <{Receiver}>" },
            subject = "Grüße aus Zürich",
            text = "Schöne Grüße,\nAda",
            html = "<p>Schöne <b>Grüße</b></p>",
            attachments = new[] { new { name = "Ansicht – Zürich.png", contentType = "image/png", content = Convert.ToBase64String(Picture) } },
        });

        var received = await Tenant.SingleMessageAsync(Receiving, "in:inbox has:attachment");
        received.Text("subject").Should().Be("Grüße aus Zürich");
        received.Text("from").Should().Contain(Sender);
        received.Text("to").Should().Contain("Zoë Müller").And.Contain(Receiver);
        received.Text("text")!.ReplaceLineEndings("\n").Trim().Should().Be("Schöne Grüße,\nAda");
        received.Text("html")!.Trim().Should().Be("<p>Schöne <b>Grüße</b></p>");
        var file = received.GetProperty("attachments").EnumerateArray().Should().ContainSingle().Subject;
        file.Text("filename").Should().Be("Ansicht – Zürich.png");
        file.Text("mimeType").Should().Be("image/png");
        file.GetProperty("size").GetInt32().Should().Be(Picture.Length);
        received.Header("Message-ID").Should().Be(sent.Text("messageId")).And.EndWith("@127.0.0.1>");
        (await Tenant.MessageAsync(Grant, sent.Text("id")!)).Texts("labelIds").Should().Contain("SENT");
    }

    [Fact]
    public async Task Blind_copies_arrive_and_nobody_learns_of_them()
    {
        await SendAsync(new { bcc = new[] { Receiver }, subject = "quiet" });

        (await Tenant.SingleMessageAsync(Receiving, "subject:quiet")).Header("Bcc").Should().BeNull();
    }

    [Fact]
    public async Task A_reply_goes_to_whoever_wrote_and_joins_the_thread_on_both_sides()
    {
        var first = await SendAsync(new { to = new[] { Receiver }, subject = "Lunch?", text = "Today?" });
        var received = await Tenant.SingleMessageAsync(Receiving, "subject:Lunch");

        var reply = await SendAsync(new { inReplyTo = received.Text("id"), text = "Yes." }, from: Receiving);

        reply.Text("threadId").Should().Be(received.Text("threadId"));
        var answer = await Tenant.SingleMessageAsync(Grant, $"from:{Receiver}");
        answer.Text("threadId").Should().Be(first.Text("threadId"));
        answer.Text("subject").Should().Be("Re: Lunch?");
        answer.Header("In-Reply-To").Should().Be(first.Text("messageId"));
        answer.Header("References").Should().Be(first.Text("messageId"));
    }

    [Fact]
    public async Task A_message_that_is_whole_goes_as_it_is_and_gets_what_it_lacks()
    {
        var raw = $"To: {Receiver}\r\nSubject: raw\r\nX-Own: 1\r\nContent-Type: text/plain\r\n\r\nline one\r\n.\r\nlast";

        var sent = await (await SendRawAsync(raw)).ReadAsync(200);

        var received = await Tenant.SingleMessageAsync(Receiving, "subject:raw");
        received.Header("X-Own").Should().Be("1");
        received.Header("Message-ID").Should().Be(sent.Text("messageId"));
        received.Text("text")!.ReplaceLineEndings("\n").TrimEnd().Should().Be("line one\n.\nlast");
    }

    [Fact]
    public async Task A_message_that_is_whole_keeps_its_own_Message_ID_and_joins_the_thread_it_names()
    {
        var first = await SendAsync(new { to = new[] { Receiver }, subject = "topic" });
        var raw = $"Message-ID: <own.{Guid.NewGuid():N}@example.com>\r\nTo: {Receiver}\r\nSubject: topic\r\nIn-Reply-To: {first.Text("messageId")}\r\nReferences: {first.Text("messageId")}\r\n\r\nmore";

        var sent = await (await SendRawAsync(raw, first.Text("threadId"))).ReadAsync(200);

        sent.Text("messageId").Should().StartWith("<own.").And.EndWith("@example.com>");
        sent.Text("threadId").Should().Be(first.Text("threadId"));
    }

    [Fact]
    public async Task Files_of_a_form_go_with_its_message()
    {
        using var form = new MultipartFormDataContent
        {
            { JsonContent.Create(new { to = new[] { Receiver }, subject = "form" }), "message" },
            { new ByteArrayContent(Picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "file", "a b.png" },
            { new StringContent("1;2"), "file", "täble.csv" },
        };

        using var response = await Tenant.Api.PostAsync($"v1/grants/{Grant}/messages/send", form);

        await response.ReadAsync(200);
        var received = await Tenant.SingleMessageAsync(Receiving, "subject:form");
        received.GetProperty("attachments").EnumerateArray().Select(file => file.Text("filename")).Should().Equal("a b.png", "täble.csv");
    }

    [Theory]
    [InlineData("""{ "subject": "nobody" }""", "to")]
    [InlineData("""{ "to": ["not an address"] }""", "to")]
    [InlineData("""{ "to": ["a@example.com, b@example.com"] }""", "to")]
    [InlineData("""{ "to": ["a@example.com"], "cc": ["<>"] }""", "cc")]
    [InlineData("""{ "to": ["a@example.com"], "from": "me" }""", "from")]
    [InlineData("""{ "to": ["a@example.com"], "subject": "x\r\nBcc: b@example.com" }""", "subject")]
    [InlineData("""{ "to": ["a@example.com\r\nBcc: b@example.com"] }""", "to")]
    [InlineData("""{ "to": ["a@example.com"], "attachments": [{ "name": "", "content": "" }] }""", "attachments")]
    [InlineData("""{ "to": ["a@example.com"], "attachments": [{ "name": "a\n", "content": "" }] }""", "attachments")]
    [InlineData("""{ "to": ["a@example.com"], "attachments": [{ "name": "a", "content": "", "contentType": "message/rfc822" }] }""", "attachments")]
    [InlineData("""{ "to": ["a@example.com"], "attachments": [{ "name": "a", "content": "", "contentType": "no type" }] }""", "attachments")]
    [InlineData("""{ "inReplyTo": "not/an/id" }""", "inReplyTo")]
    public async Task What_no_message_can_hold_is_named_and_Gmail_is_not_asked(string body, string field)
    {
        using var response = await Tenant.Api.PostAsync($"v1/grants/{Grant}/messages/send", new StringContent(body, Encoding.UTF8, "application/json"));

        var problem = await response.ReadAsync(400);
        problem.Text("code").Should().Be("validation_failed");
        problem.GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue(problem.ToString());
        (await World.Google.CallsAsync("gmail.users.messages.send", Sender)).Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no header at all")]
    [InlineData("Message-ID: none\r\nTo: a@example.com\r\n\r\nx")]
    public async Task What_is_no_message_is_refused(string raw)
    {
        using var response = await SendRawAsync(raw);

        (await response.ReadAsync(400)).Text("code").Should().Be("validation_failed");
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("multipart/form-data", 400)]
    [InlineData("multipart/form-data; boundary=x", 400)]
    public async Task A_body_of_no_known_form_is_refused(string contentType, int status)
    {
        using var content = new StringContent("hello");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await Tenant.Api.PostAsync($"v1/grants/{Grant}/messages/send", content);

        (await response.ReadAsync(status)).Text("code").Should().Be("validation_failed");
    }

    [Fact]
    public async Task A_file_that_is_too_large_for_JSON_is_refused_and_goes_with_a_form()
    {
        var file = new byte[7 << 20];
        using var json = await Tenant.Api.PostAsync(
            $"v1/grants/{Grant}/messages/send",
            JsonContent.Create(new { to = new[] { Receiver }, attachments = new[] { new { name = "file", content = file } } }));
        (await json.ReadAsync(413)).Text("code").Should().Be("validation_failed");

        using var form = new MultipartFormDataContent { { JsonContent.Create(new { to = new[] { Receiver }, subject = "large" }), "message" }, { new ByteArrayContent(file), "file", "file" } };
        using var response = await Tenant.Api.PostAsync($"v1/grants/{Grant}/messages/send", form);
        await response.ReadAsync(200);
        var received = await Tenant.SingleMessageAsync(Receiving, "subject:large");
        received.GetProperty("attachments")[0].GetProperty("size").GetInt32().Should().Be(file.Length);
    }

    [Fact]
    public async Task A_message_that_is_too_large_for_Gmail_is_refused_before_it_is_sent()
    {
        using var form = new MultipartFormDataContent
        {
            { JsonContent.Create(new { to = new[] { Receiver } }), "message" },
            { new ByteArrayContent(new byte[27 << 20]), "file", "file" },
        };

        using var response = await Tenant.Api.PostAsync($"v1/grants/{Grant}/messages/send", form);

        (await response.ReadAsync(400)).GetProperty("errors").TryGetProperty("attachments", out _).Should().BeTrue();
        (await World.Google.CallsAsync("gmail.users.messages.send", Sender)).Should().Be(0);
    }

    [Fact]
    public async Task Gmails_own_refusal_of_a_message_is_passed_on()
    {
        var problem = await SendAsync(new { to = new[] { Receiver }, inReplyTo = "0123456789abcdef" }, expectedStatus: 404);

        problem.Text("code").Should().Be("not_found");
    }

    [Fact]
    public async Task Without_the_scope_the_answer_says_where_to_get_it()
    {
        var grant = await Tenant.ConnectAsync(await World.Google.APersonAsync(), ["https://www.googleapis.com/auth/gmail.readonly"]);

        var problem = await SendAsync(new { to = new[] { Receiver } }, from: grant, expectedStatus: 403);

        problem.Text("code").Should().Be("insufficient_scope");
        problem.Texts("missingScopes").Should().Equal(SendScope);
        problem.AuthorizationUrl().Should().NotBeEmpty();
    }

    private Task<JsonElement> SendAsync(object message, string? from = null, int expectedStatus = 200) =>
        Tenant.PostAsync($"v1/grants/{from ?? Grant}/messages/send", message, expectedStatus);

    private Task<HttpResponseMessage> SendRawAsync(string raw, string? threadId = null)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(raw)) { Headers = { ContentType = new MediaTypeHeaderValue("message/rfc822") } };
        return Tenant.Api.PostAsync($"v1/grants/{Grant}/messages/send/raw{(threadId is null ? "" : $"?threadId={threadId}")}", content);
    }
}
