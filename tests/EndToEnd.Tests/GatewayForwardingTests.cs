using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What of a client's call reaches Gmail through the gateway, and what of Gmail's answer comes back.</summary>
public sealed class GatewayForwardingTests : IAsyncLifetime
{
    private EchoGmail _gmail = null!;
    private World _world = null!;
    private TestTenant _tenant = null!;
    private string _person = "";
    private string _root = "";

    public async ValueTask InitializeAsync()
    {
        _gmail = await EchoGmail.StartAsync();
        _world = await World.StartAsync(builder => builder.Configuration["Google:Endpoints:GmailRoot"] = _gmail.Url.AbsoluteUri);
        _tenant = await _world.ATenantAsync();
        _person = await _world.Google.APersonAsync();
        _root = $"v1/grants/{await _tenant.ConnectAsync(_person)}/google/";
    }

    public async ValueTask DisposeAsync()
    {
        _tenant.Dispose();
        await _world.DisposeAsync();
        await _gmail.DisposeAsync();
    }

    [Fact]
    public async Task The_call_reaches_Gmail_with_the_users_token_and_nothing_that_is_ours()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_root}gmail/v1/users/me/messages?q=is%3Aunread%20a%2Bb&access_token=mine&key=k&labelIds=INBOX&labelIds=Label_1&alt=json");
        request.Headers.Add("Cookie", "session=1");
        request.Headers.Add("X-Forwarded-For", "10.0.0.1");
        request.Headers.Add("X-HTTP-Method-Override", "DELETE");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("x-goog-api-client", "gl-node/20");
        request.Headers.AcceptEncoding.ParseAdd("gzip");

        var echo = await SendAsync(request);

        echo.Text("method").Should().Be("GET");
        echo.Text("target").Should().Be("/gmail/v1/users/me/messages?q=is%3Aunread%20a%2Bb&labelIds=INBOX&labelIds=Label_1&alt=json");
        echo.Text("host").Should().Be(_gmail.Url.Authority);
        var headers = echo.GetProperty("headers");
        headers.Text("authorization").Should().StartWith("Bearer ya29.");
        headers.Text("x-goog-api-client").Should().Be("gl-node/20");
        headers.Text("accept-encoding").Should().Be("gzip");
        headers.EnumerateObject().Select(header => header.Name).Should().NotContain(["cookie", "x-http-method-override", "x-forwarded-for", "traceparent", "x-forwarded-host"]);
        echo.ToString().Should().NotContain(_tenant.ApiKey);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5_000)]
    [InlineData(90_000)]
    public async Task G1_An_answer_that_names_its_length_arrives_to_its_last_byte_on_a_connection_that_stays_open(int length)
    {
        _gmail.NamesLength = true;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_root}gmail/v1/users/me/messages/send") { Content = JsonContent.Create(new { raw = new string('a', length) }) };

        var echo = await SendAsync(request);

        echo.Text("body").Should().Contain(new string('a', length));
    }

    [Fact]
    public async Task What_Google_says_of_its_own_address_does_not_come_back_and_an_upload_goes_on_here()
    {
        _gmail.AnswerHeaders["Location"] = "{root}upload/gmail/v1/users/me/messages/send?uploadType=resumable&upload_id=AB_c-1";
        _gmail.AnswerHeaders["Alt-Svc"] = "h3=\":443\"";
        _gmail.AnswerHeaders["Set-Cookie"] = "NID=1";

        using var response = await _tenant.Api.PostAsync($"{_root}upload/gmail/v1/users/me/messages/send?uploadType=resumable", content: null);

        response.Headers.Location.Should().Be(new Uri(_world.PlatformUrl, $"{_root}upload/gmail/v1/users/me/messages/send?uploadType=resumable&upload_id=AB_c-1"));
        response.Headers.Contains("Alt-Svc").Should().BeFalse();
        response.Headers.Contains("Set-Cookie").Should().BeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_token_that_Gmail_refuses_is_replaced_once_and_the_call_repeated_with_its_body(int length)
    {
        _gmail.RejectTokens(1);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_root}gmail/v1/users/me/messages/send")
        {
            Content = length == 0 ? null : new StringContent(new string('x', length), Encoding.UTF8, "application/json"),
        };

        var echo = await SendAsync(request);

        echo.GetProperty("length").GetInt32().Should().Be(length);
        (await _world.Google.CallsAsync("token", _person, "refresh_token")).Should().Be(1);
    }

    [Fact]
    public async Task C2_two_refusals_in_a_row_are_repeated_with_a_token_that_Google_issued_after_them()
    {
        _gmail.RejectTokens(2);

        await _tenant.GetAsync($"{_root}gmail/v1/users/me/profile");

        (await _world.Google.CallsAsync("token", _person, "refresh_token")).Should().Be(2);
    }

    [Fact]
    public async Task C2_a_Gmail_that_refuses_every_token_is_unavailable_and_the_refreshes_are_bounded()
    {
        _gmail.RejectTokens(int.MaxValue);

        for (var call = 0; call < 5; call++)
        {
            using var response = await _tenant.Api.GetAsync($"{_root}gmail/v1/users/me/profile");
            (await response.ReadAsync(503)).GetProperty("error").GetProperty("details")[0].GetProperty("metadata").Text("code").Should().Be("google_unavailable");
            response.Headers.RetryAfter!.Delta.Should().BePositive();
        }

        (await _world.Google.CallsAsync("token", _person, "refresh_token")).Should().Be(2);
    }

    [Fact]
    public async Task A_large_upload_passes_and_is_not_repeated_but_its_next_call_finds_a_newer_token()
    {
        _gmail.RejectTokens(1);
        var mail = new byte[25 << 20];

        using (var refused = await _tenant.Api.PostAsync($"{_root}upload/gmail/v1/users/me/messages/send?uploadType=media", Mail()))
        {
            ((int)refused.StatusCode).Should().Be(503);
            refused.Headers.RetryAfter!.Delta.Should().BePositive();
        }

        (await _world.Google.CallsAsync("token", _person, "refresh_token")).Should().Be(1);
        using var taken = await _tenant.Api.PostAsync($"{_root}upload/gmail/v1/users/me/messages/send?uploadType=media", Mail());
        (await taken.ReadAsync(200)).GetProperty("length").GetInt32().Should().Be(mail.Length);

        ByteArrayContent Mail() => new(mail) { Headers = { ContentType = new MediaTypeHeaderValue("message/rfc822") } };
    }

    [Fact]
    public async Task A_batch_arrives_in_Googles_terms()
    {
        var outer = $"/{_root}";
        var absolute = new Uri(_world.PlatformUrl, _root).AbsoluteUri;
        var content = new StringContent($$"""
            --b1
            Content-Type: application/http
            Content-ID: <item1>

            GET {{absolute}}gmail/v1/users/me/messages/1?format=minimal&access_token=mine
            Authorization: Bearer {{_tenant.ApiKey}}

            --b1
            Content-Type: application/http

            POST {{outer}}gmail/v1/users/{{Uri.EscapeDataString(_person)}}/messages/2/modify HTTP/1.1
            Host: platform.example
            Content-Type: application/json
            authorization: Bearer {{_tenant.ApiKey}}

            {"addLabelIds":["STARRED"]}
            --b1--
            """.ReplaceLineEndings("\r\n"));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/mixed; boundary=\"b1\"");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_root}batch") { Content = content };

        var echo = await SendAsync(request);

        echo.Text("target").Should().Be("/batch");
        echo.GetProperty("headers").Text("content-type").Should().StartWith("multipart/mixed; boundary=").And.NotEndWith("=b1");
        var body = echo.Text("body");
        body.Should().Contain("GET /gmail/v1/users/me/messages/1?format=minimal HTTP/1.1\r\n");
        body.Should().Contain($"POST /gmail/v1/users/{_person}/messages/2/modify HTTP/1.1\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: 27\r\n\r\n{{\"addLabelIds\":[\"STARRED\"]}}");
        body.Should().NotContain(_tenant.ApiKey).And.NotContain("platform.example").And.NotContain("mine");
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override : DELETE")]
    [InlineData(" X-HTTP-Method-Override: DELETE")]
    [InlineData("X-Any: 1\rX-HTTP-Method-Override: DELETE")]
    [InlineData("no header at all")]
    public async Task A_header_that_could_be_read_differently_ends_its_call(string header)
    {
        var content = new StringContent($"--b1\r\nContent-Type: application/http\r\n\r\nGET /gmail/v1/users/me/messages/1\r\n{header}\r\n\r\n\r\n--b1--\r\n");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/mixed; boundary=b1");

        using var response = await _tenant.Api.PostAsync($"{_root}batch/gmail/v1", content);

        (await response.Content.ReadAsStringAsync()).Should().Contain("HTTP/1.1 400 Bad Request").And.Contain("badRequest").And.NotContain("200 OK");
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using var response = await _tenant.Api.SendAsync(request);
        return await response.ReadAsync(200);
    }
}
