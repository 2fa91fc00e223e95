using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class CompressionTests(Sandbox sandbox)
{
    [Theory]
    [InlineData("app (gzip)", "gzip", true)]
    [InlineData("app", "gzip", false)]
    [InlineData("app (gzip)", "identity", false)]
    public async Task An_answer_is_compressed_for_those_who_accept_it_and_say_so_in_their_name(string userAgent, string accepted, bool compressed)
    {
        var account = await MailAccount.OpenAsync(sandbox, messages: 20);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/gmail/v1/users/me/messages");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Access);
        request.Headers.UserAgent.ParseAdd(userAgent);
        request.Headers.AcceptEncoding.ParseAdd(accepted);

        using var response = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.Content.Headers.ContentEncoding.Contains("gzip").Should().Be(compressed);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var plain = compressed ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var reader = new StreamReader(plain);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Contain("resultSizeEstimate");
    }

    [Fact]
    public async Task A_compressed_request_is_read()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("""{"name":"Packed"}"""), TestContext.Current.CancellationToken);
        }

        (await PostAsync(account, packed.ToArray())).Text("name").Should().Be("Packed");
    }

    [Fact]
    public async Task A_request_that_does_not_decompress_is_bad()
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await PostAsync(account, "no gzip at all"u8.ToArray())).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private static Task<Reply> PostAsync(MailAccount account, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add("gzip");
        return account.CallAsync(HttpMethod.Post, "/gmail/v1/users/me/labels", content);
    }
}
