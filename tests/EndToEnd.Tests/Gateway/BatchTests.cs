using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.EndToEnd.Tests.Gateway.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Gateway;

/// <summary>Batches as Google's own libraries write them, and each call's own fate.</summary>
public sealed class BatchTests(GatewayWorld world) : IClassFixture<GatewayWorld>
{
    private const string Profile = "GET /gmail/v1/users/me/profile HTTP/1.1\r\n\r\n";

    [Fact]
    public async Task G1_A_batch_of_Googles_Python_client_has_line_feeds_only()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        world.Gmail.Requests.Clear();
        var batch = """
            --===============7330845974216740156==
            Content-Type: application/http
            MIME-Version: 1.0
            Content-Transfer-Encoding: binary
            Content-ID: <b29c5de2-0db4-490b-b421-6a51b598bd22 + 1>

            GET /{root}gmail/v1/users/me/messages/1?format=minimal&alt=json HTTP/1.1
            Content-Type: application/json
            MIME-Version: 1.0
            accept: application/json
            accept-encoding: gzip, deflate
            user-agent: (gzip)
            Host: platform.example


            --===============7330845974216740156==
            Content-Type: application/http
            MIME-Version: 1.0
            Content-Transfer-Encoding: binary
            Content-ID:
             <b29c5de2-0db4-490b-b421-6a51b598bd22 +
             modify>

            POST /{root}gmail/v1/users/me/messages/2/modify?alt=json HTTP/1.1
            Content-Type: application/json
            MIME-Version: 1.0
            content-length: 24
            Host: platform.example

            {"addLabelIds": ["X\u00e9"]}
            --===============7330845974216740156==--

            """.ReplaceLineEndings("\n").Replace("{root}", mailbox.Root);

        var answer = await mailbox.BatchAsync(batch, "===============7330845974216740156==");

        var calls = world.Gmail.CallsOf(0);
        calls.Select(call => call.ToString()).Should().Equal("GET /gmail/v1/users/me/messages/1?format=minimal&alt=json", "POST /gmail/v1/users/me/messages/2/modify?alt=json");
        calls[1].Body.Should().Be("""{"addLabelIds":["X\u00e9"]}""");
        answer.Statuses.Should().Equal(200, 200);
        answer.Parts.Select(part => part.ContentId).Should().Equal("<response-b29c5de2-0db4-490b-b421-6a51b598bd22 + 1>", "<response-b29c5de2-0db4-490b-b421-6a51b598bd22 + modify>");
    }

    [Theory]
    [InlineData("=b=")]
    [InlineData("a b")]
    [InlineData("(x)<y>@,;:/?=")]
    [InlineData("===============7330845974216740156==")]
    public async Task G2_A_boundary_in_quotes_is_read_and_another_is_written(string boundary)
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        world.Gmail.Requests.Clear();

        var answer = await mailbox.BatchAsync(GatewayMailbox.BatchOf(Profile).Replace("--BB", "--" + boundary, StringComparison.Ordinal), boundary);

        answer.Statuses.Should().Equal(200);
        world.Gmail.CallsOf(0).Should().ContainSingle();
    }

    [Fact]
    public async Task G8_Each_refused_call_has_its_own_answer_in_its_place()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World, Permission.GrantsRead, Permission.GrantsWrite, Permission.MailRead);
        world.Gmail.Requests.Clear();
        world.Gmail.Order = count => Enumerable.Range(0, count).Reverse();

        var answer = await mailbox.BatchAsync(GatewayMailbox.BatchOf(
            "GET /gmail/v1/users/me/messages/1 HTTP/1.1\r\n\r\n",
            "POST /gmail/v1/users/me/messages/1/trash HTTP/1.1\r\n\r\n",
            "GET /gmail/v1/users/somebody@example.com/profile HTTP/1.1\r\n\r\n",
            "GET /calendar/v3/x HTTP/1.1\r\n\r\n",
            "GET /gmail/v1/users/me/messages/2?nonsense=1 HTTP/1.1\r\n\r\n",
            "not a call\r\n\r\n",
            "GET /gmail/v1/users/me/messages/3 HTTP/1.1\r\n\r\n"));
        world.Gmail.Order = count => Enumerable.Range(0, count);

        answer.Statuses.Should().Equal(200, 403, 403, 404, 400, 400, 200);
        answer.Parts.Select(part => part.ContentId).Should().Equal(Enumerable.Range(0, 7).Select(index => $"<response-item{index}>"));
        answer.Parts[6].Body.Should().Contain("messages/3");
        JsonDocument.Parse(answer.Parts[4].Body).RootElement.GetProperty("error").Text("message").Should().Contain("nonsense");
        world.Gmail.CallsOf(0).Select(call => call.Target).Should().Equal("/gmail/v1/users/me/messages/1", "/gmail/v1/users/me/messages/3");
    }

    [Fact]
    public async Task G8_A_batch_of_refused_calls_only_does_not_reach_Gmail()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        world.Gmail.Requests.Clear();

        var answer = await mailbox.BatchAsync(GatewayMailbox.BatchOf("GET /x HTTP/1.1\r\n\r\n", "DELETE /gmail/v1/users/me/profile HTTP/1.1\r\n\r\n"));

        answer.Statuses.Should().Equal(404, 404);
        world.Gmail.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task S14_Calls_lose_in_batches_what_single_calls_lose_and_so_do_their_answers()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        world.Gmail.Requests.Clear();

        var answer = await mailbox.BatchAsync(GatewayMailbox.BatchOf(
            "GET /gmail/v1/users/me/profile HTTP/1.1\r\nAuthorization: Bearer x\r\nX-Goog-User-Project: other\r\nX-Goog-Api-Key: k\r\nX-Forwarded-For: 10.0.0.1\r\n"
            + "Traceparent: 00-1\r\nCookie: a=b\r\nReferer: https://a.example\r\nIf-None-Match: \"e\"\r\n\r\n"));

        world.Gmail.CallsOf(0)[0].Head.Should().Be("GET /gmail/v1/users/me/profile HTTP/1.1\nIf-None-Match: \"e\"");
        answer.Parts[0].Head.Should().Contain("Content-Type").And.NotContain("Set-Cookie");
    }

    [Fact]
    public async Task S1_A_batch_is_refused_before_its_body_is_read_where_the_grant_is_not_the_callers()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        using var other = await GatewayMailbox.OfAsync(world.World);
        using var client = new TcpClient();
        await client.ConnectAsync(world.World.PlatformUrl.Host, world.World.PlatformUrl.Port);

        // The rest of the body never comes: whoever reads it waits.
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /{mailbox.Root}batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {other.Tenant.ApiKey}\r\nContent-Type: multipart/mixed; boundary=BB\r\nContent-Length: 1000\r\n\r\n--BB\r\n"));

        (await new StreamReader(client.GetStream()).ReadLineAsync()).Should().Be("HTTP/1.1 404 Not Found");
    }

    [Theory]
    [InlineData("too many calls")]
    [InlineData("broken off")]
    [InlineData("no call")]
    public async Task S1_A_batch_that_cannot_be_read_is_refused_as_a_whole(string what)
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        var batch = what switch
        {
            "too many calls" => GatewayMailbox.BatchOf([.. Enumerable.Repeat(Profile, 101)]),
            "broken off" => GatewayMailbox.BatchOf(Profile)[..^8],
            _ => "--BB--\r\n",
        };

        (await mailbox.BatchAsync(batch)).Status.Should().Be(400);
    }
}
