using GmailPlatform.Domain.Tenancy;
using GmailPlatform.EndToEnd.Tests.Gateway.Support;

namespace GmailPlatform.EndToEnd.Tests.Gateway;

/// <summary>What Gmail can read in a batch is what was checked, whatever ends a line for it.</summary>
public sealed class SmuggledCallTests(GatewayWorld world) : IClassFixture<GatewayWorld>
{
    private const string Profile = "GET /gmail/v1/users/me/profile HTTP/1.1";
    private const string Part = "--BB\r\nContent-Type: application/http\r\n";
    private const string Smuggled = "--BB\nContent-Type: application/http\n\nPOST /gmail/v1/users/me/messages/1/trash HTTP/1.1\n\n";

    /// <summary>Batches of a key that may read only. Each holds a call that a reader other than ours could find.</summary>
    public static TheoryData<string, string> Hostile => new()
    {
        { "a body after a read, with LF", $"{Part}\r\n{Profile}\r\n\r\n\n{Smuggled}\r\n--BB--\r\n" },
        { "a body after a read, with CR", $"{Part}\r\n{Profile}\r\n\r\n\r{Smuggled.Replace('\n', '\r')}\r\n--BB--\r\n" },
        { "Content-ID with LF", $"--BB\r\nContent-ID: <a>\n\nDELETE /gmail/v1/users/me/messages/1 HTTP/1.1\r\nContent-Type: application/http\r\n\r\n{Profile}\r\n\r\n--BB--\r\n" },
        { "Content-ID with CR", $"--BB\r\nContent-ID: <a>\r\rDELETE /gmail/v1/users/me/messages/1 HTTP/1.1\r\nContent-Type: application/http\r\n\r\n{Profile}\r\n\r\n--BB--\r\n" },
        { "Content-ID folded", $"{Part}Content-ID: <a>\r\n {Smuggled}\r\n\r\n{Profile}\r\n\r\n--BB--\r\n" },
        { "target with LF", $"{Part}\r\nGET /gmail/v1/users/me/profile?q=\n\nDELETE HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "target with an encoded line", $"{Part}\r\nGET /gmail/v1/users/me/messages/1%0A%0ADELETE%20/x HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "query with an encoded line", $"{Part}\r\nGET /gmail/v1/users/me/messages?q=%0A--BB%0A%0ADELETE HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "header value with CR", $"{Part}\r\n{Profile}\r\nAccept: a\r\rDELETE /x HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "header value with NEL", $"{Part}\r\n{Profile}\r\nAccept: a\u0085\u0085DELETE /x HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "header value with NUL", $"{Part}\r\n{Profile}\r\nAccept: a\0b\r\n\r\n--BB--\r\n" },
        { "two requests in a part", $"{Part}\r\n{Profile}\r\nContent-Length: 0\r\n\r\nDELETE /gmail/v1/users/me/messages/1 HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "chunked", $"{Part}\r\n{Profile}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nDELETE /gmail/v1/users/me/messages/1 HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "epilogue", $"{Part}\r\n{Profile}\r\n\r\n--BB--\r\n{Smuggled}--BB--\r\n" },
        { "preamble", $"{Smuggled.Replace("--BB", "--B")}{Part}\r\n{Profile}\r\n\r\n--BB--\r\n" },
        { "padded boundary", $"{Part}\r\n{Profile}\r\n\r\n--BB \t\nContent-Type: application/http\n\nDELETE /gmail/v1/users/me/messages/1 HTTP/1.1\n\n\r\n--BB--\r\n" },
        { "part in base64", $"--BB\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: base64\r\n\r\n{Profile}\r\n\r\n--BB--\r\n" },
        { "batch in a batch", $"--BB\r\nContent-Type: multipart/mixed; boundary=CC\r\n\r\n--CC\r\n\r\n{Profile}\r\n\r\n--CC--\r\n--BB--\r\n" },
        { "method override", $"{Part}\r\n{Profile}\r\nX-HTTP-Method: DELETE\r\nX-Method-Override: DELETE\r\n\r\n--BB--\r\n" },
        { "method override in the query", $"{Part}\r\nGET /gmail/v1/users/me/messages/1?%24httpMethod=DELETE HTTP/1.1\r\n\r\n--BB--\r\n" },
        { "tunnelled by the query of the batch's part", $"{Part}\r\nGET /gmail/v1/users/me/messages/1?$httpHeaders=X-HTTP-Method-Override:DELETE HTTP/1.1\r\n\r\n--BB--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task S1_A_key_that_may_only_read_gets_nothing_but_reads_to_Gmail(string what, string batch)
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World, Permission.GrantsRead, Permission.GrantsWrite, Permission.MailRead);
        world.Gmail.Requests.Clear();

        await mailbox.BatchAsync(batch);

        foreach (var (_, headers, body) in world.Gmail.Requests)
        {
            foreach (var lineEnd in new[] { "\n", "\r\n", "\r" })
            {
                var text = System.Text.Encoding.Latin1.GetString(body);
                var calls = LineReaders.Read(headers.ContentType.ToString(), lineEnd is "\r" ? System.Text.Encoding.Latin1.GetBytes(text.Replace("\r\n", "\r")) : body, lineEnd);
                calls.Should().OnlyContain(call => call.Method == "GET" && !call.Target.Contains("httpMethod") && !call.Target.Contains("httpHeaders") && !call.Head.Contains("Override"), what);
                calls.Should().OnlyContain(call => call.Body.Trim().Length == 0 && !call.Head.Contains("DELETE") && !call.Head.Contains("X-HTTP-Method"), what);
            }

            headers.ContentType.ToString().Should().NotContain("BB");
        }
    }

    [Fact]
    public async Task S1_The_row_as_it_was_shown_leaves_one_read_only()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World, Permission.GrantsRead, Permission.GrantsWrite, Permission.MailRead);
        world.Gmail.Requests.Clear();

        var answer = await mailbox.BatchAsync($"{Part}\r\n{Profile}\r\n\r\n--BB\r\nContent-Type: application/http\r\n\r\n{Profile}\r\n\r\n\n{Smuggled}\r\n--BB--\r\n");

        world.Gmail.CallsOf(0).Select(call => call.ToString()).Should().OnlyContain(call => call == "GET /gmail/v1/users/me/profile");
        answer.Status.Should().Be(200);
        answer.Statuses.Should().Equal(200, 200, 403);
    }
}
