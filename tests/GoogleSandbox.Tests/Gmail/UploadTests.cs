using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class UploadTests(Sandbox sandbox)
{
    private const int ChunkSize = 256 * 1024;
    private const string SendPath = "/upload/gmail/v1/users/me/messages/send";

    [Fact]
    public async Task A_message_can_be_the_whole_body()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email, "Grüße");

        var inserted = await account.CallAsync(HttpMethod.Post, "/upload/gmail/v1/users/me/messages?uploadType=media", Message(raw));

        inserted.Status.Should().Be(HttpStatusCode.OK, inserted.Body);
        MailAccount.Decode((await account.GetAsync($"messages/{inserted.Text("id")}?format=raw")).Text("raw")).Should().Be(raw);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task A_message_can_follow_its_metadata(string lineEnd)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email);
        string[] lines = ["--b", "Content-Type: application/json", "", """{"labelIds":["STARRED"]}""", "--b", "Content-Type: message/rfc822", "", raw, "--b--", ""];

        var inserted = await account.CallAsync(
            HttpMethod.Post, "/upload/gmail/v1/users/me/messages?uploadType=multipart", Content(string.Join(lineEnd, lines), "multipart/related; boundary=\"b\""));

        inserted.Status.Should().Be(HttpStatusCode.OK, inserted.Body);
        inserted.Text("labelIds.0").Should().Be("STARRED");
        MailAccount.Decode((await account.GetAsync($"messages/{inserted.Text("id")}?format=raw")).Text("raw")).Should().Be(raw);
    }

    [Fact]
    public async Task A_part_in_base64_is_decoded()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email);
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(raw), Base64FormattingOptions.InsertLineBreaks);
        var body = $"--b\r\n\r\n{{}}\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--b--";

        var inserted = await account.CallAsync(HttpMethod.Post, "/upload/gmail/v1/users/me/messages", Content(body, "multipart/related; boundary=b"));

        MailAccount.Decode((await account.GetAsync($"messages/{inserted.Text("id")}?format=raw")).Text("raw")).Should().Be(raw);
    }

    [Theory]
    [InlineData("/upload")]
    [InlineData("/resumable/upload")]
    public async Task A_large_message_comes_in_chunks(string root)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = Encoding.UTF8.GetBytes(MailAccount.Mail(account.Email, "a@example.org", "Large", new string('x', (2 * ChunkSize) + 99)));
        var session = await StartAsync(account, $"{root}/gmail/v1/users/me/messages/send?uploadType=resumable&fields=id", raw.Length);

        var first = await PutAsync(account, session, raw[..ChunkSize], $"bytes 0-{ChunkSize - 1}/{raw.Length}");
        var asked = await PutAsync(account, session, [], $"bytes */{raw.Length}");
        var second = await PutAsync(account, session, raw[ChunkSize..(2 * ChunkSize)], $"bytes {ChunkSize}-{(2 * ChunkSize) - 1}/{raw.Length}");
        var last = await PutAsync(account, session, raw[(2 * ChunkSize)..], $"bytes {2 * ChunkSize}-{raw.Length - 1}/{raw.Length}");

        ((int)first.Status).Should().Be(308);
        RangeOf(first).Should().Be($"bytes=0-{ChunkSize - 1}");
        RangeOf(asked).Should().Be(RangeOf(first));
        RangeOf(second).Should().Be($"bytes=0-{(2 * ChunkSize) - 1}");
        last.Status.Should().Be(HttpStatusCode.OK, last.Body);
        last.Json.EnumerateObject().Select(field => field.Name).Should().Equal("id");
        (await account.GetAsync($"messages/{last.Text("id")}?format=minimal")).Json.GetProperty("sizeEstimate").GetInt32().Should().BeGreaterThan(raw.Length);
    }

    [Fact]
    public async Task Whoever_missed_the_end_gets_it_again_and_sends_nothing_twice()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = Encoding.UTF8.GetBytes(MailAccount.Mail(account.Email, "a@example.org"));
        var session = await StartAsync(account, $"{SendPath}?uploadType=resumable", raw.Length);

        var finished = await PutAsync(account, session, raw, $"bytes 0-{raw.Length - 1}/{raw.Length}");
        var asked = await PutAsync(account, session, [], $"bytes */{raw.Length}");
        var repeated = await PutAsync(account, session, raw, range: null);

        asked.Body.Should().Be(finished.Body);
        repeated.Body.Should().Be(finished.Body);
        (await account.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("1");
    }

    [Fact]
    public async Task What_came_before_already_is_passed_over()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = Encoding.UTF8.GetBytes(MailAccount.Mail("a@example.org", account.Email, "s", new string('y', ChunkSize + 5000)));
        var session = await StartAsync(account, "/upload/gmail/v1/users/me/messages?uploadType=resumable", length: null);

        // A chunk that is no whole multiple counts up to the last one.
        var first = await PutAsync(account, session, raw[..(ChunkSize + 7)], $"bytes 0-{ChunkSize + 6}/*");
        var last = await PutAsync(account, session, raw, $"bytes 0-{raw.Length - 1}/{raw.Length}");

        RangeOf(first).Should().Be($"bytes=0-{ChunkSize - 1}");
        MailAccount.Decode((await account.GetAsync($"messages/{last.Text("id")}?format=raw")).Text("raw")).Should().Be(Encoding.UTF8.GetString(raw));
    }

    [Fact]
    public async Task Before_the_first_byte_there_is_no_range()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var session = await StartAsync(account, $"{SendPath}?uploadType=resumable", 1000);

        var asked = await PutAsync(account, session, [], "bytes */1000");

        ((int)asked.Status).Should().Be(308);
        RangeOf(asked).Should().BeNull();
    }

    [Theory]
    [InlineData("bytes 300000-300009/400000", "exceeds already uploaded size of 0 byte(s).")]
    [InlineData("bytes 0-99/400000", "does not fit 10 byte(s) of content.")]
    [InlineData("bytes 0-9/500000", "does not fit 10 byte(s) of content.")]
    [InlineData("bytes 0-9/400000", "equal or greater than 262144")]
    [InlineData("lines 1", "Failed to parse Content-Range header.")]
    public async Task A_chunk_that_does_not_fit_is_refused_and_the_session_goes_on(string range, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var session = await StartAsync(account, $"{SendPath}?uploadType=resumable", 400_000);

        var refused = await PutAsync(account, session, new byte[10], range);

        refused.Status.Should().Be(HttpStatusCode.BadRequest);
        refused.Body.Should().Contain(message);
        ((int)(await PutAsync(account, session, [], "bytes */400000")).Status).Should().Be(308);
    }

    [Fact]
    public async Task A_draft_is_uploaded_and_replaced_and_sent_by_upload()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var drafts = "/upload/gmail/v1/users/me/drafts";
        string Raw(string subject) => MailAccount.Mail(account.Email, "a@example.org", subject);

        var created = await account.CallAsync(HttpMethod.Post, $"{drafts}?uploadType=media", Message(Raw("One")));
        var session = await StartAsync(account, $"{drafts}/{created.Text("id")}?uploadType=resumable", length: null, HttpMethod.Put);
        var updated = await PutAsync(account, session, Encoding.UTF8.GetBytes(Raw("Two")), range: null);
        var body = $"--b\r\n\r\n{{\"id\":\"{created.Text("id")}\"}}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{Raw("Three")}\r\n--b--";
        var sent = await account.CallAsync(HttpMethod.Post, $"{drafts}/send?uploadType=multipart", Content(body, "multipart/related; boundary=b"));

        created.Text("message.labelIds.0").Should().Be("DRAFT");
        updated.Text("id").Should().Be(created.Text("id"));
        MailAccount.Decode((await account.GetAsync($"messages/{sent.Text("id")}?format=raw")).Text("raw")).Should().Contain("Subject: Three");
        (await account.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("1");
    }

    [Theory]
    [InlineData("uploadType=media", "image/png", "Media type 'image/png' is not supported. Valid media types: [message/*]")]
    [InlineData("uploadType=multipart", "multipart/related", "Multipart upload must have two parts: metadata and media")]
    [InlineData("uploadType=pigeon", "message/rfc822", "Invalid value at 'upload_type' (TYPE_ENUM), \"pigeon\"")]
    [InlineData("uploadType=media", "message/rfc822", "'raw' RFC822 payload message string or uploading message via /upload/* URL required")]
    public async Task An_upload_of_something_else_is_refused(string query, string contentType, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var reply = await account.CallAsync(HttpMethod.Post, $"{SendPath}?{query}", Content("", contentType));

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error.message").Should().Be(message);
    }

    [Fact]
    public async Task A_session_that_is_announced_too_large_does_not_begin()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var reply = await account.CallAsync(
            HttpMethod.Post, $"{SendPath}?uploadType=resumable", content: null, ("X-Upload-Content-Length", "36700161"), ("X-Upload-Content-Type", "message/rfc822"));

        reply.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        reply.Text("error.errors.0.reason").Should().Be("uploadTooLarge");
    }

    [Fact]
    public async Task A_session_that_is_not_there_is_not_found()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var session = await StartAsync(account, $"{SendPath}?uploadType=resumable", 10);

        (await PutAsync(account, session.Replace("messages/send", "messages/import", StringComparison.Ordinal), [], "bytes */10")).Status.Should().Be(HttpStatusCode.NotFound);
        (await PutAsync(account, $"{SendPath}?upload_id=nothing", [], "bytes */10")).Status.Should().Be(HttpStatusCode.NotFound);
        (await PutAsync(account, SendPath, [], range: null)).ContentType.Should().Be("text/html");
    }

    [Fact]
    public async Task Uploads_need_the_scope_of_their_method()
    {
        var account = await MailAccount.OpenAsync(sandbox, Sandbox.ReadOnly);

        var reply = await account.CallAsync(HttpMethod.Post, $"{SendPath}?uploadType=media", Message("To: a@example.org\r\n\r\n"));

        reply.Text("error.errors.0.reason").Should().Be("insufficientPermissions");
        (await Reply.OfAsync(await sandbox.Http.PostAsync($"{SendPath}?uploadType=resumable", content: null, TestContext.Current.CancellationToken)))
            .Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static async Task<string> StartAsync(MailAccount account, string url, int? length, HttpMethod? method = null)
    {
        List<(string, string)> headers = [("X-Upload-Content-Type", "message/rfc822")];
        if (length is not null)
        {
            headers.Add(("X-Upload-Content-Length", $"{length}"));
        }

        var started = await account.CallAsync(method ?? HttpMethod.Post, url, Content("{}", "application/json"), [.. headers]);
        started.Status.Should().Be(HttpStatusCode.OK, started.Body);
        started.Body.Should().BeEmpty();
        return started.Headers.Location!.AbsoluteUri;
    }

    private static Task<Reply> PutAsync(MailAccount account, string session, byte[] chunk, string? range)
    {
        var content = new ByteArrayContent(chunk);
        if (range is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Range", range);
        }

        return account.CallAsync(HttpMethod.Put, session, content);
    }

    private static string? RangeOf(Reply reply) => reply.Headers.TryGetValues("Range", out var values) ? values.Single() : null;

    private static StringContent Message(string raw) => Content(raw, "message/rfc822");

    private static StringContent Content(string body, string contentType)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
