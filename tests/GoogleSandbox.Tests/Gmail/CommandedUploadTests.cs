using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

/// <summary>Uploads as Google's Ruby library and its mobile libraries speak them, and the 308 that Google's Go library does not want.</summary>
public sealed class CommandedUploadTests(Sandbox sandbox)
{
    private const int ChunkSize = 256 * 1024;
    private const string InsertPath = "/upload/gmail/v1/users/me/messages";

    private static readonly (string, string)[] StartHeaders =
    [
        ("X-Goog-Upload-Protocol", "resumable"), ("X-Goog-Upload-Command", "start"), ("X-Goog-Upload-Header-Content-Type", "message/rfc822"),
    ];

    [Fact]
    public async Task G7_An_upload_is_started_and_finished_by_commands()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email);

        var started = await StartAsync(account, """{"labelIds":["STARRED"]}""", raw.Length);
        var inserted = await CommandAsync(account, UrlOf(started), "upload, finalize", raw, offset: 0);

        started.Status.Should().Be(HttpStatusCode.OK, started.Body);
        Header(started, "X-Goog-Upload-Status").Should().Be("active");
        Header(started, "X-Goog-Upload-Chunk-Granularity").Should().Be($"{ChunkSize}");
        Header(started, "X-Goog-Upload-Control-URL").Should().Be(UrlOf(started)).And.StartWith(sandbox.Url);
        inserted.Status.Should().Be(HttpStatusCode.OK, inserted.Body);
        Header(inserted, "X-Goog-Upload-Status").Should().Be("final");
        inserted.Text("labelIds.0").Should().Be("STARRED");
        MailAccount.Decode((await account.GetAsync($"messages/{inserted.Text("id")}?format=raw")).Text("raw")).Should().Be(raw);
    }

    [Fact]
    public async Task G7_A_large_upload_goes_in_chunks_and_tells_how_far_it_is()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email, "Large", new string('x', ChunkSize));
        var url = UrlOf(await StartAsync(account, "{}", raw.Length));

        var fresh = await CommandAsync(account, url, "query");
        var first = await CommandAsync(account, url, "upload", raw[..ChunkSize], offset: 0);
        var asked = await CommandAsync(account, url, "query");
        await CommandAsync(account, url, "upload, finalize", raw[ChunkSize..], ChunkSize);
        var repeated = await CommandAsync(account, url, "query");

        Header(fresh, "X-Goog-Upload-Size-Received").Should().Be("0");
        Header(first, "X-Goog-Upload-Status").Should().Be("active");
        Header(asked, "X-Goog-Upload-Size-Received").Should().Be($"{ChunkSize}");
        Header(repeated, "X-Goog-Upload-Status").Should().Be("final");
        MailAccount.Decode((await account.GetAsync($"messages/{repeated.Text("id")}?format=raw")).Text("raw")).Should().Be(raw);
        (await account.GetAsync("messages")).Text("resultSizeEstimate").Should().Be("1");
    }

    [Fact]
    public async Task G7_The_end_can_be_a_command_of_its_own()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email, "Whole", new string('y', ChunkSize));
        raw = raw[..ChunkSize];
        var url = UrlOf(await StartAsync(account, "{}", ChunkSize));

        var early = await CommandAsync(account, url, "finalize");
        await CommandAsync(account, url, "upload", raw, offset: 0);
        var finished = await CommandAsync(account, url, "finalize");

        early.Status.Should().Be(HttpStatusCode.BadRequest);
        Header(early, "X-Goog-Upload-Status").Should().Be("active");
        finished.Text("id").Should().NotBeNull(finished.Body);
    }

    [Fact]
    public async Task G7_A_cancelled_upload_is_gone()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var url = UrlOf(await StartAsync(account, "{}", 10));

        var cancelled = await CommandAsync(account, url, "cancel");
        var asked = await CommandAsync(account, url, "query");

        Header(cancelled, "X-Goog-Upload-Status").Should().Be("cancelled");
        asked.Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("upload", 0, 10, "multiple of 262144")]
    [InlineData("upload, finalize", 7, 10, "the upload offset is 7 byte(s), but 0 byte(s) have been received")]
    [InlineData("upload, finalize", 0, 2000, "More than the announced 1000 byte(s)")]
    [InlineData("upload, finalize", null, 10, "X-Goog-Upload-Offset header is missing")]
    [InlineData("finalize, cancel", 0, 0, "X-Goog-Upload-Command header is not valid")]
    [InlineData("start", 0, 0, "X-Goog-Upload-Command header is not valid")]
    [InlineData("upload, finalize", 0, 10, "Only 10 byte(s) of the announced")]
    public async Task G7_A_command_that_does_not_fit_is_refused_and_the_upload_goes_on(string command, int? offset, int length, string message)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var url = UrlOf(await StartAsync(account, "{}", 1000));

        var refused = await CommandAsync(account, url, command, new string('z', length), offset);

        refused.Status.Should().Be(HttpStatusCode.BadRequest);
        refused.Body.Should().Contain(message);
        Header(await CommandAsync(account, url, "query"), "X-Goog-Upload-Status").Should().Be("active");
    }

    [Theory]
    [InlineData("X-Goog-Upload-Protocol", "")]
    [InlineData(null, "?upload_protocol=raw")]
    public async Task G7_A_raw_upload_is_one_request(string? header, string query)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var raw = MailAccount.Mail("a@example.org", account.Email);
        (string, string)[] headers = header is null ? [] : [(header, "raw"), ("X-Goog-Upload-Header-Content-Type", "message/rfc822")];

        var inserted = await account.CallAsync(
            HttpMethod.Post, InsertPath + query, Content(raw, header is null ? "message/rfc822" : "application/octet-stream"), headers);

        inserted.Status.Should().Be(HttpStatusCode.OK, inserted.Body);
        MailAccount.Decode((await account.GetAsync($"messages/{inserted.Text("id")}?format=raw")).Text("raw")).Should().Be(raw);
    }

    [Fact]
    public async Task G7_A_multipart_upload_is_one_request()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var body = $"--b\r\nContent-Type: application/json\r\n\r\n{{}}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{MailAccount.Mail("a@example.org", account.Email)}\r\n--b--";

        var inserted = await account.CallAsync(
            HttpMethod.Post, InsertPath, Content(body, "multipart/related; boundary=b"), ("X-Goog-Upload-Protocol", "multipart"));

        inserted.Status.Should().Be(HttpStatusCode.OK, inserted.Body);
    }

    [Fact]
    public async Task G7_An_unknown_protocol_is_refused() =>
        (await (await MailAccount.OpenAsync(sandbox)).CallAsync(HttpMethod.Post, InsertPath, Content("x", "message/rfc822"), ("X-Goog-Upload-Protocol", "pigeon")))
            .Text("error.message").Should().Contain("pigeon");

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task G7_Whoever_wants_no_308_is_told_by_a_header(string verb)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var started = await account.CallAsync(
            HttpMethod.Post, $"{InsertPath}?uploadType=resumable", Content("{}", "application/json"), ("X-Upload-Content-Type", "message/rfc822"));
        var chunk = new ByteArrayContent(new byte[ChunkSize]);
        chunk.Headers.TryAddWithoutValidation("Content-Range", $"bytes 0-{ChunkSize - 1}/*");

        var reply = await account.CallAsync(new HttpMethod(verb), started.Headers.Location!.AbsoluteUri, chunk, ("X-GUploader-No-308", "yes"));

        reply.Status.Should().Be(HttpStatusCode.OK);
        Header(reply, "X-HTTP-Status-Code-Override").Should().Be("308");
        Header(reply, "Range").Should().Be($"bytes=0-{ChunkSize - 1}");
    }

    private static Task<Reply> StartAsync(MailAccount account, string metadata, int length) => account.CallAsync(
        HttpMethod.Post, InsertPath, Content(metadata, "application/json"), [.. StartHeaders, ("X-Goog-Upload-Header-Content-Length", $"{length}")]);

    private static Task<Reply> CommandAsync(MailAccount account, string url, string command, string bytes = "", int? offset = null)
    {
        List<(string, string)> headers = [("X-Goog-Upload-Command", command)];
        if (offset is not null)
        {
            headers.Add(("X-Goog-Upload-Offset", $"{offset}"));
        }

        return account.CallAsync(HttpMethod.Post, url, new ByteArrayContent(Encoding.UTF8.GetBytes(bytes)), [.. headers]);
    }

    private static string UrlOf(Reply started) => Header(started, "X-Goog-Upload-URL")!;

    private static string? Header(Reply reply, string name) => reply.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static StringContent Content(string body, string contentType)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
