using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Bounds;

/// <summary>Each answer is there before a byte of the body is.</summary>
public sealed class RightsBeforeBodiesTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    private static readonly (string Method, string Path, string Type)[] Routes =
    [
        ("POST", "messages/send", "application/json"),
        ("POST", "messages/send", "multipart/form-data; boundary=b"),
        ("POST", "messages/send/raw", "message/rfc822"),
        ("POST", "drafts", "application/json"),
        ("POST", "drafts", "multipart/form-data; boundary=b"),
        ("PUT", "drafts/r1", "application/json"),
        ("POST", "messages/18f0/modify", "application/json"),
        ("POST", "messages/batchModify", "application/json"),
        ("POST", "messages/batchDelete", "application/json"),
        ("POST", "threads/18f0/modify", "application/json"),
        ("POST", "labels", "application/json"),
        ("PATCH", "labels/Label_1", "application/json"),
    ];

    public static TheoryData<string, string, string> Bodies
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (method, path, type) in Routes)
            {
                data.Add(method, path, type);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task S2_a_grant_that_is_unknown_ended_or_lacks_the_scope_is_refused_before_the_body_is_read(string method, string path, string type)
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var narrow = await tenant.ConnectAsync(await _world.Google.APersonAsync(), ["openid", "email"]);
        var ended = await tenant.ConnectAsync(await _world.Google.APersonAsync(), [AMailbox.Full]);
        await tenant.DeleteAsync($"v1/grants/{ended}");

        await ShouldAnswerAsync(tenant, narrow, 403, "insufficient_scope");
        await ShouldAnswerAsync(tenant, ended, 409, "grant_revoked");
        await ShouldAnswerAsync(tenant, Guid.NewGuid().ToString(), 404, "not_found");
        await ShouldAnswerAsync(other, narrow, 404, "not_found");

        async Task ShouldAnswerAsync(TestTenant caller, string grant, int status, string code)
        {
            using var connection = await RawConnection.OpenAsync(_world.PlatformUrl);
            await connection.SendAsync(Head(caller, method, $"v1/grants/{grant}/{path}", type, "Content-Length: 60000"));

            var answer = await connection.ReadAnswerAsync();

            answer!.Status.Should().Be(status, "of {0}", answer.Body);
            answer.Body.Should().Contain($"\"code\":\"{code}\"");
        }
    }

    [Theory]
    [InlineData("messages/send/raw", "message/rfc822")]
    [InlineData("messages/send", "multipart/form-data; boundary=b")]
    public async Task S2_a_client_that_sends_its_body_all_the_same_keeps_its_connection(string path, string type)
    {
        using var tenant = await _world.ATenantAsync();
        using var connection = await RawConnection.OpenAsync(_world.PlatformUrl);
        var body = new string('x', 300_000);

        for (var i = 0; i < 3; i++)
        {
            await connection.SendAsync(Head(tenant, "POST", $"v1/grants/{Guid.NewGuid()}/{path}", type, $"Content-Length: {body.Length}"));
            await connection.SendAsync(body);
            (await connection.ReadAnswerAsync())!.Status.Should().Be(404);
        }
    }

    [Fact]
    public async Task S2_a_client_that_asks_first_is_not_told_to_go_on()
    {
        using var tenant = await _world.ATenantAsync();
        using var connection = await RawConnection.OpenAsync(_world.PlatformUrl);

        await connection.SendAsync(Head(tenant, "POST", $"v1/grants/{Guid.NewGuid()}/messages/send/raw", "message/rfc822", "Content-Length: 300000\r\nExpect: 100-continue"));

        (await connection.ReadAnswerAsync())!.Status.Should().Be(404);
    }

    [Fact]
    public async Task S2_repeating_a_send_that_was_answered_still_finds_it_after_the_grant_has_ended()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(), [AMailbox.Full]);
        var first = await SendAsync(tenant, grant, "once", 200);
        await tenant.DeleteAsync($"v1/grants/{grant}");

        (await SendAsync(tenant, grant, "once", 200)).Should().Be(first);
        await SendAsync(tenant, grant, "twice", 409);
    }

    private static async Task<string?> SendAsync(TestTenant tenant, string grant, string key, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/grants/{grant}/messages/send") { Content = System.Net.Http.Json.JsonContent.Create(new { to = new[] { "nobody@example.com" } }) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await tenant.Api.SendAsync(request);
        return (await response.ReadAsync(status)).Text("id");
    }

    private string Head(TestTenant tenant, string method, string path, string type, string more) =>
        $"{method} /{path} HTTP/1.1\r\nHost: {_world.PlatformUrl.Authority}\r\nAuthorization: Bearer {tenant.ApiKey}\r\nContent-Type: {type}\r\n{more}\r\n\r\n";
}
