using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Bounds;

/// <summary>Bodies that carry a message: what they may hold, and what they cost while they arrive. Runs alone, since it counts the open files of the process.</summary>
[Collection(MemoryTests.Name)]
public sealed class MessageBodyTests : IAsyncLifetime
{
    private const string Message = """{ "to": ["nobody@example.com"], "subject": "parts" }""";

    private World _world = null!;
    private TestTenant _tenant = null!;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        _world = await World.StartAsync();
        _tenant = await _world.ATenantAsync();
        _path = $"v1/grants/{await _tenant.ConnectAsync(await _world.Google.APersonAsync(), ["https://mail.google.com/"])}/";
    }

    public async ValueTask DisposeAsync()
    {
        _tenant.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("messages/send")]
    [InlineData("drafts")]
    public async Task S2_a_form_of_20000_parts_is_refused_at_the_first_part_too_many(string route)
    {
        using var form = Form(files: 20_000, size: 1);

        var problem = await _tenant.Api.PostAsync(_path + route, form).ProblemAsync(400, "validation_failed");

        problem.GetProperty("errors").GetProperty("body")[0].GetString().Should().Contain("at most 100 parts");
    }

    [Fact]
    public async Task S2_a_form_of_100_parts_small_and_large_is_sent_with_every_file()
    {
        using var form = Form(files: 98, size: 10);
        form.Add(File(200_000), "file", "large");

        (await (await _tenant.Api.PostAsync(_path + "messages/send", form)).ReadAsync(200)).Text("id").Should().NotBeNull();

        var id = (await _tenant.GetAsync(_path + "messages")).GetProperty("messages")[0].Text("id");
        var files = (await _tenant.GetAsync($"{_path}messages/{id}")).GetProperty("attachments").EnumerateArray().ToList();
        files.Should().HaveCount(99);
        files.Single(file => file.Text("filename") == "large").GetProperty("size").GetInt32().Should().Be(200_000);
        foreach (var file in new[] { files[0], files[97], files[98] })
        {
            var content = await _tenant.Api.GetByteArrayAsync($"{_path}messages/{id}/attachments/{file.Text("attachmentId")}");
            content.Should().OnlyContain(b => b == 'x').And.HaveCount(file.GetProperty("size").GetInt32());
        }
    }

    [Theory]
    [InlineData("messages/send", "multipart/form-data; boundary=b")]
    [InlineData("drafts", "multipart/form-data; boundary=b")]
    [InlineData("messages/send/raw", "message/rfc822")]
    public async Task S2_one_request_keeps_one_file_open_however_many_large_parts_it_has_and_none_once_it_is_broken_off(string route, string type)
    {
        using var connection = await RawConnection.OpenAsync(_world.PlatformUrl);
        await connection.SendAsync(Head("POST", _path + route, type, contentLength: 30_000_000));
        var large = string.Join('\n', Enumerable.Repeat(new string('x', 99), 1000));
        for (var i = 0; i < 50; i++)
        {
            await connection.SendAsync($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{i}\"\r\n\r\n{large}\r\n");
        }

        await Eventually.HoldsAsync("the body goes to a file", () => Task.FromResult(SpoolFiles() > 0));
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        SpoolFiles().Should().Be(1);

        connection.Dispose();
        await Eventually.HoldsAsync("the file is closed", () => Task.FromResult(SpoolFiles() == 0));
        Directory.EnumerateFiles(Path.GetTempPath(), "gmailplatform-*").Should().BeEmpty();
    }

    [Fact]
    public async Task S2_a_form_of_small_files_opens_none()
    {
        using var connection = await RawConnection.OpenAsync(_world.PlatformUrl);
        await connection.SendAsync(Head("POST", _path + "messages/send", "multipart/form-data; boundary=b", contentLength: 30_000_000));
        await connection.SendAsync(string.Concat(Enumerable.Range(0, 90).Select(i => $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{i}\"\r\n\r\nsmall\r\n")));
        await connection.SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{i}\"\r\n\r\nsmall\r\n")));

        (await connection.ReadAnswerAsync())!.Body.Should().Contain("at most 100 parts");
        SpoolFiles().Should().Be(0);
    }

    public static TheoryData<string, int, string> Malformed => new()
    {
        { "too many headers", 400, string.Concat(Enumerable.Range(0, 40).Select(i => $"X-{i}: y\r\n")) + "\r\nx" },
        { "too long a header", 400, $"X: {new string('y', 40_000)}\r\n\r\nx" },
        { "no end", 400, "\r\nx" },
        { "a message of deep JSON", 400, $"Content-Disposition: form-data; name=\"message\"\r\n\r\n{new string('[', 100_000)}\r\n--b--\r\n" },
        { "a message of more than 8 MiB", 413, $"Content-Disposition: form-data; name=\"message\"\r\n\r\n{{\"text\":\"{new string('x', 9 << 20)}\"}}\r\n--b--\r\n" },
        { "two messages", 400, $"Content-Disposition: form-data; name=\"message\"\r\n\r\n{Message}\r\n--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{Message}\r\n--b--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task S2_a_malformed_form_is_refused_with_what_is_wrong(string what, int status, string part)
    {
        using var form = new StringContent("--b\r\n" + part);
        form.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        var problem = await _tenant.Api.PostAsync(_path + "drafts", form).ProblemAsync(status, "validation_failed");

        problem.GetProperty("errors").EnumerateObject().Should().ContainSingle("of {0}", what);
    }

    [Theory]
    [InlineData("messages/send")]
    [InlineData("messages/send/raw")]
    [InlineData("drafts")]
    [InlineData("messages/batchModify")]
    public async Task S13_a_compressed_body_is_not_expanded(string route)
    {
        using var body = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        body.Headers.ContentType = new("application/json");
        body.Headers.ContentEncoding.Add("gzip");

        var problem = await _tenant.Api.PostAsync(_path + route, body).ProblemAsync(415, "validation_failed");

        problem.GetProperty("errors").GetProperty("Content-Encoding")[0].GetString().Should().Contain("uncompressed");
    }

    private string Head(string method, string path, string type, long contentLength) => string.Create(
        CultureInfo.InvariantCulture,
        $"{method} /{path} HTTP/1.1\r\nHost: {_world.PlatformUrl.Authority}\r\nAuthorization: Bearer {_tenant.ApiKey}\r\nContent-Type: {type}\r\nContent-Length: {contentLength}\r\n\r\n");

    private static MultipartFormDataContent Form(int files, int size)
    {
        var form = new MultipartFormDataContent { { new StringContent(Message), "message" } };
        for (var i = 0; i < files; i++)
        {
            form.Add(File(size), "file", $"f{i}");
        }

        return form;
    }

    private static ByteArrayContent File(int size) => new(Encoding.ASCII.GetBytes(new string('x', size)));

    private static int SpoolFiles() => Directory.EnumerateFiles("/proc/self/fd").Count(fd => Path.GetFileName(new FileInfo(fd).LinkTarget ?? "").StartsWith("gmailplatform-", StringComparison.Ordinal));
}
