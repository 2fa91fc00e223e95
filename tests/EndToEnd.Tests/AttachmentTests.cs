using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Attachments and whole messages as files.</summary>
public sealed class AttachmentTests(SharedWorld shared)
{
    private const string Readonly = "https://www.googleapis.com/auth/gmail.readonly";

    private readonly World _world = shared.World;

    [Theory]
    [InlineData("Content-Type: application/pdf; name=\"report.pdf\"", "application/pdf", "report.pdf")]
    [InlineData("Content-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe%20%22%E2%82%AC%22.png", "image/png", "Grüße \"€\".png")]
    [InlineData("Content-Type: text/html\nContent-Disposition: attachment; filename*=utf-8''a%0D%0AX-Injected%3A%201%00.html", "text/html", "a\r\nX-Injected: 1\0.html")]
    [InlineData("Content-Type: nonsense\nContent-Disposition: attachment; filename=\"a.bin\"", "application/octet-stream", "a.bin")]
    public async Task An_attachment_comes_with_its_bytes_type_name_and_length(string headers, string type, string name)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var content = Enumerable.Range(0, 100_001).Select(i => (byte)(i * 7)).ToArray();
        var id = await mailbox.InsertAsync(AMailbox.Mime("File", headers + "\nContent-Transfer-Encoding: base64", Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)));
        var attachment = (await tenant.GetAsync($"{mailbox.Path}messages/{id}")).GetProperty("attachments")[0];

        using var response = await tenant.Api.GetAsync($"{mailbox.Path}messages/{id}/attachments/{attachment.Text("attachmentId")}");

        ((int)response.StatusCode).Should().Be(200);
        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(content);
        response.Content.Headers.ContentType!.MediaType.Should().Be(type);
        response.Content.Headers.ContentLength.Should().Be(content.Length);
        response.Headers.Contains("X-Injected").Should().BeFalse();
        response.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        (response.Content.Headers.ContentDisposition.FileNameStar ?? response.Content.Headers.ContentDisposition.FileName).Should().Be(name);
        (attachment.Text("filename"), attachment.GetProperty("size").GetInt32()).Should().Be((name, content.Length));
    }

    [Fact]
    public async Task The_id_of_an_attachment_stays_and_an_empty_one_is_empty()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var id = await mailbox.InsertAsync(AMailbox.Mime("File", "Content-Type: text/csv; name=\"empty.csv\"\nContent-Disposition: attachment", ""));

        var first = (await tenant.GetAsync($"{mailbox.Path}messages/{id}")).GetProperty("attachments")[0].Text("attachmentId");
        (await tenant.GetAsync($"{mailbox.Path}messages/{id}")).GetProperty("attachments")[0].Text("attachmentId").Should().Be(first);
        using var response = await tenant.Api.GetAsync($"{mailbox.Path}messages/{id}/attachments/{first}");

        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        response.Content.Headers.ContentLength.Should().Be(0);
    }

    [Theory]
    [InlineData("9", 404, "not_found")]
    [InlineData("0", 404, "not_found")]
    [InlineData("ANGjdJ8w", 400, "validation_failed")]
    [InlineData("1..0", 400, "validation_failed")]
    public async Task What_is_no_attachment_of_the_message_is_refused(string attachmentId, int status, string code)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var id = await mailbox.InsertAsync(AMailbox.Mime("File", "Content-Type: text/csv; name=\"a.csv\"", "1,2"));

        await tenant.GetProblemAsync($"{mailbox.Path}messages/{id}/attachments/{attachmentId}", status, code);
        await tenant.GetProblemAsync($"{mailbox.Path}messages/0123456789abcdef/attachments/1", 404, "not_found");
    }

    [Fact]
    public async Task Contents_take_the_scope_for_bodies()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, "https://www.googleapis.com/auth/gmail.metadata");
        var message = $"{mailbox.Path}messages/{await mailbox.DeliverAsync()}";

        (await tenant.GetProblemAsync(message + "/attachments/1", 403, "insufficient_scope")).Texts("missingScopes").Should().Equal(Readonly);
        (await AcceptAsync(tenant, message).ProblemAsync(403, "insufficient_scope")).Texts("missingScopes").Should().Equal(Readonly);
    }

    [Fact]
    public async Task A_message_comes_as_it_was_sent_to_a_client_that_accepts_it()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var mime = AMailbox.Mime("As it is", "Content-Type: text/csv; name=\"a.csv\"", new string('x', 200_000));
        var id = await mailbox.InsertAsync(mime);

        using var response = await AcceptAsync(tenant, $"{mailbox.Path}messages/{id}");

        response.Content.Headers.ContentType!.MediaType.Should().Be("message/rfc822");
        Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()).Should().EndWith(mime[mime.IndexOf("Subject:", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task A_content_that_breaks_off_at_Gmail_breaks_off_here()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var id = await mailbox.InsertAsync(AMailbox.Mime("File", "Content-Type: text/csv; name=\"a.csv\"", new string('x', 500_000)));
        await _world.Google.BreakAsync(new { endpoint = "gmail.users.messages.attachments.get", person = mailbox.Person, drop = "midway", times = 1 });

        var download = () => tenant.Api.GetByteArrayAsync($"{mailbox.Path}messages/{id}/attachments/1");

        await download.Should().ThrowAsync<HttpRequestException>();
        (await tenant.Api.GetByteArrayAsync($"{mailbox.Path}messages/{id}/attachments/1")).Length.Should().Be(500_000);
    }

    private static Task<HttpResponseMessage> AcceptAsync(TestTenant tenant, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("message/rfc822"));
        return tenant.Api.SendAsync(request);
    }
}
