using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Gateway;

/// <summary>Of single calls and uploads, what is on the lists passes, and nothing else.</summary>
public sealed class ForwardedRequestTests(ForwardedRequestTests.EchoWorld shared) : IClassFixture<ForwardedRequestTests.EchoWorld>
{
    private const string Messages = "gmail/v1/users/me/messages";
    private const string Upload = "upload/gmail/v1/users/me/messages/send?uploadType=resumable";

    [Theory]
    [InlineData("$httpMethod=DELETE")]
    [InlineData("%24httpMethod=DELETE")]
    [InlineData("%2524httpMethod=DELETE")]
    [InlineData("$httpHeaders=X-HTTP-Method-Override:DELETE")]
    [InlineData("%24%68ttpHeaders=x")]
    [InlineData("$key=k")]
    [InlineData("$ct=text/html")]
    [InlineData("$alt=json")]
    [InlineData("$fields=*")]
    [InlineData("callback=f")]
    [InlineData("_method=DELETE")]
    [InlineData("method=DELETE")]
    [InlineData("Alt=media")]
    [InlineData("q%00=x")]
    [InlineData("q=a%0d%0ab")]
    [InlineData("=x")]
    [InlineData("q;$httpMethod=DELETE")]
    public async Task S4_A_parameter_that_is_not_Gmails_is_refused(string query)
    {
        using var response = await shared.Tenant.Api.GetAsync($"{shared.Root}{Messages}?{query}");

        (await response.ReadAsync(400)).GetProperty("error").GetProperty("errors")[0].Text("reason").Should().Be("badRequest");
    }

    [Fact]
    public async Task S4_Parameters_of_Gmail_arrive_with_their_values()
    {
        var echo = await SendAsync(HttpMethod.Get, $"{Messages}?q=a%26b%3D%23+%25&fields=messages(id,threadId)&labelIds=A&labelIds=B&$.xgafv=2&key=k&access_token=a&%6Bey=k&oauth_token=o&prettyPrint=false");

        echo.Text("target").Should().Be($"/{Messages}?q=a%26b%3D%23%20%25&fields=messages%28id%2CthreadId%29&labelIds=A&labelIds=B&$.xgafv=2&prettyPrint=false");
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-Method-Override")]
    [InlineData("x-http-method-override")]
    [InlineData("X-Goog-Api-Key")]
    [InlineData("X-Goog-User-Project")]
    [InlineData("X-Goog-Authenticated-User-Email")]
    [InlineData("X-Goog-Iam-Authorization-Token")]
    [InlineData("X-Goog-Encode-Response-If-Executable")]
    [InlineData("X-Goog-Upload-Header-X-HTTP-Method-Override")]
    [InlineData("X-Goog-Upload-Header-Authorization")]
    [InlineData("X-ClientDetails")]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-Origin")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Via")]
    [InlineData("Prefer")]
    public async Task S4_A_header_that_is_on_no_list_does_not_pass(string header)
    {
        var echo = await SendAsync(HttpMethod.Get, Messages, request => request.Headers.TryAddWithoutValidation(header, "DELETE"));

        echo.Text("method").Should().Be("GET");
        echo.GetProperty("headers").EnumerateObject().Select(pair => pair.Name).Should().BeSubsetOf(["authorization", "host"]);
    }

    [Theory]
    [InlineData("TRACE", "messages")]
    [InlineData("PROPFIND", "messages")]
    [InlineData("DELETE", "messages")]
    [InlineData("OPTIONS", "messages")]
    [InlineData("POST", "messages/1/unheardOf")]
    public async Task S4_A_method_that_Gmail_does_not_have_is_not_there(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), $"{shared.Root}gmail/v1/users/me/{path}");
        using var response = await shared.Tenant.Api.SendAsync(request);

        ((int)response.StatusCode).Should().Be(404);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData("application/http")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-7")]
    public async Task S4_A_body_that_is_not_JSON_is_refused(string type)
    {
        using var content = new StringContent("access_token=x&$httpMethod=DELETE") { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        using var response = await shared.Tenant.Api.PostAsync($"{shared.Root}{Messages}/send", content);

        await response.ReadAsync(400);
    }

    [Fact]
    public async Task S4_A_body_is_refused_where_the_method_has_none()
    {
        using var response = await shared.Tenant.Api.PostAsync($"{shared.Root}{Messages}/1/trash", new StringContent("{\"a\":1}", Encoding.UTF8, "application/json"));

        await response.ReadAsync(400);
    }

    [Fact]
    public async Task S14_Answers_lose_what_is_on_no_list()
    {
        shared.Gmail.AnswerHeaders["X-Frame-Any"] = "1";
        shared.Gmail.AnswerHeaders["Refresh"] = "0; url=https://gmail.googleapis.com/x";
        shared.Gmail.AnswerHeaders["Link"] = "<https://gmail.googleapis.com/x>; rel=next";
        shared.Gmail.AnswerHeaders["Content-Location"] = "{root}x";
        shared.Gmail.AnswerHeaders["ETag"] = "\"e\"";
        shared.Gmail.AnswerHeaders["Access-Control-Allow-Origin"] = "*";
        using var response = await shared.Tenant.Api.GetAsync($"{shared.Root}{Messages}");
        shared.Gmail.AnswerHeaders.Clear();

        response.Headers.ETag!.Tag.Should().Be("\"e\"");
        response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Should().NotContain(["X-Frame-Any", "Refresh", "Link", "Content-Location", "Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("Location")]
    [InlineData("X-Goog-Upload-URL")]
    [InlineData("x-goog-upload-control-url")]
    public async Task G4_An_address_of_Gmails_becomes_the_gateways(string header)
    {
        shared.Gmail.AnswerHeaders[header] = "{root}upload/gmail/v1/users/me/messages/send?uploadType=resumable&upload_id=AB_c-1&upload_protocol=resumable&key=k";

        using var response = await PostUploadAsync();

        response.Headers.GetValues(header).Single().Should().Be(
            $"{shared.World.PlatformUrl}{shared.Root}upload/gmail/v1/users/me/messages/send?uploadType=resumable&upload_id=AB_c-1&upload_protocol=resumable");
    }

    [Theory]
    [InlineData("Location", "https://www.googleapis.com/upload/gmail/v1/users/me/messages/send?upload_id=1")]
    [InlineData("X-Goog-Upload-URL", "https://storage.googleapis.com/x?upload_id=1")]
    [InlineData("X-Goog-Upload-URL", "//gmail.googleapis.com/upload/gmail/v1/users/me/messages/send?upload_id=1")]
    [InlineData("X-Goog-Upload-Control-URL", "{root}elsewhere?upload_id=1")]
    [InlineData("X-Goog-Upload-Control-URL", "{root}upload/gmail/v1/users/me/messages/send/../../../../../x")]
    [InlineData("X-GUploader-UploadID", "https://gmail.googleapis.com/x")]
    [InlineData("X-Goog-Upload-Next-URL", "{root}upload/gmail/v1/users/me/messages/send?upload_id=1")]
    [InlineData("X-GUploader-Redirect", "{root}upload/gmail/v1/users/me/messages/send?upload_id=1")]
    public async Task G4_An_address_that_is_not_this_gateways_does_not_reach_the_client(string header, string value)
    {
        shared.Gmail.AnswerHeaders[header] = value;

        using var response = await PostUploadAsync();

        response.Headers.Contains(header).Should().BeFalse();
    }

    [Fact]
    public async Task G4_The_dialect_of_Googles_Ruby_client_passes_both_ways()
    {
        shared.Gmail.AnswerHeaders["X-Goog-Upload-Status"] = "active";
        shared.Gmail.AnswerHeaders["X-Goog-Upload-Chunk-Granularity"] = "262144";
        shared.Gmail.AnswerHeaders["X-HTTP-Status-Code-Override"] = "308";
        shared.Gmail.AnswerHeaders["X-GUploader-UploadID"] = "AB_c";
        string[] sent = ["X-Goog-Upload-Protocol", "X-Goog-Upload-Command", "X-Goog-Upload-Offset", "X-Goog-Upload-Header-Content-Type", "X-Goog-Upload-Header-Content-Length", "X-GUploader-No-308"];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{shared.Root}upload/gmail/v1/users/me/messages/send?upload_id=AB_c&upload_protocol=resumable") { Content = new ByteArrayContent([1, 2]) };
        foreach (var header in sent)
        {
            request.Headers.Add(header, "1");
        }

        using var response = await shared.Tenant.Api.SendAsync(request);
        shared.Gmail.AnswerHeaders.Clear();

        (await response.ReadAsync(200)).GetProperty("headers").EnumerateObject().Select(pair => pair.Name).Should().Contain(sent.Select(header => header.ToLowerInvariant()));
        response.Headers.Select(header => header.Key).Should().Contain(["X-Goog-Upload-Status", "X-Goog-Upload-Chunk-Granularity", "X-HTTP-Status-Code-Override", "X-GUploader-UploadID"]);
    }

    private async Task<HttpResponseMessage> PostUploadAsync()
    {
        var response = await shared.Tenant.Api.PostAsync(shared.Root + Upload, content: null);
        shared.Gmail.AnswerHeaders.Clear();
        return response;
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(method, shared.Root + path);
        configure?.Invoke(request);
        using var response = await shared.Tenant.Api.SendAsync(request);
        return await response.ReadAsync(200);
    }

    /// <summary>A platform whose Gmail answers what it was asked.</summary>
    public sealed class EchoWorld : IAsyncLifetime
    {
        internal EchoGmail Gmail { get; private set; } = null!;

        internal TestTenant Tenant { get; private set; } = null!;

        public World World { get; private set; } = null!;

        public string Root { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Gmail = await EchoGmail.StartAsync();
            World = await World.StartAsync(builder => builder.Configuration["Google:Endpoints:GmailRoot"] = Gmail.Url.AbsoluteUri);
            Tenant = await World.ATenantAsync();
            Root = $"v1/grants/{await Tenant.ConnectAsync(await World.Google.APersonAsync())}/google/";
        }

        public async ValueTask DisposeAsync()
        {
            Tenant.Dispose();
            await World.DisposeAsync();
            await Gmail.DisposeAsync();
        }
    }
}
