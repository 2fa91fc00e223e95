using System.Text;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A rejected request leaves no row behind, and changes none.</summary>
public sealed class NothingLeftBehindTests(NothingLeftBehindTests.Scene scene) : IClassFixture<NothingLeftBehindTests.Scene>
{
    /// <summary>A world of their own: in a shared one other tests write rows.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        public World World { get; private set; } = null!;

        public TestTenant Owner { get; private set; } = null!;

        public TestTenant Stranger { get; private set; } = null!;

        public TestTenant Suspended { get; private set; } = null!;

        public string Person { get; private set; } = "";

        public string GrantId { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            World = await World.StartAsync();
            Owner = await World.ATenantAsync();
            Stranger = await World.ATenantAsync();
            Suspended = await World.ATenantAsync();
            await World.SendAsync(new SuspendTenant(Suspended.Id));
            Person = await World.Google.APersonAsync(messages: 1);
            GrantId = await Owner.ConnectAsync(Person);
        }

        public async ValueTask DisposeAsync()
        {
            Owner.Dispose();
            Stranger.Dispose();
            Suspended.Dispose();
            await World.DisposeAsync();
        }
    }

    public static TheoryData<string, string, string> BadRequests => new()
    {
        { "POST", "v1/authorizations", "" },
        { "POST", "v1/authorizations", "{" },
        { "POST", "v1/authorizations", """{ "unknown": 1 }""" },
        { "POST", "v1/authorizations", """{ "scopes": [] }""" },
        { "POST", "v1/authorizations", """{ "loginHint": "a\u0000b" }""" },
        { "POST", "v1/authorizations", """{ "returnUrl": "https://attacker.example/" }""" },
        { "POST", "v1/authorizations", """{ "grantId": "7b9a3e3c-0000-0000-0000-000000000000" }""" },
        { "POST", "v1/grants", "{}" },
        { "POST", "v1/grants", """{ "code": "", "redirectUri": "postmessage" }""" },
        { "POST", "v1/grants", """{ "code": "4/wrong", "redirectUri": "https://app.example/oauth/callback" }""" },
        { "GET", "v1/grants?pageToken=bm8", "" },
        { "GET", "v1/grants/{id}/access-token?minValidity=-1", "" },
        { "GET", "v1/grants/{id}/messages?pageSize=0", "" },
        { "GET", "v1/grants/{id}/messages?pageToken=wrong", "" },
        { "GET", "v1/grants/{id}/messages/0000000000000000", "" },
        { "GET", "oauth/google/callback?state=unknown&code=4/x", "" },
        { "GET", "oauth/google/callback?state=unknown&error=access_denied", "" },
        { "GET", "oauth/google/callback", "" },
        { "GET", "connect/7b9a3e3c-0000-0000-0000-000000000000", "" },
        { "POST", "connect/7b9a3e3c-0000-0000-0000-000000000000", "" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public Task A_bad_request(string method, string path, string body) => NothingChangesAsync(() => SendAsync(scene.Owner, method, path, body));

    [Fact]
    public Task A_wrong_code_of_a_pop_up() =>
        NothingChangesAsync(() => SendAsync(scene.Owner, "POST", "v1/grants", """{ "code": "4/wrong", "redirectUri": "postmessage" }"""));

    [Fact]
    public Task A_huge_request() => NothingChangesAsync(() => SendAsync(scene.Owner, "POST", "v1/grants", $$"""{ "code": "{{new string('c', 70_000)}}" }"""));

    [Theory]
    [InlineData("GET", "v1/grants/{id}")]
    [InlineData("GET", "v1/grants/{id}/access-token")]
    [InlineData("POST", "v1/grants/{id}/refresh")]
    [InlineData("DELETE", "v1/grants/{id}")]
    [InlineData("DELETE", "v1/grants/{id}?erase=true")]
    [InlineData("GET", "v1/grants/{id}/history")]
    [InlineData("GET", "v1/grants/{id}/messages")]
    [InlineData("POST", "v1/authorizations")]
    public async Task A_request_of_another_tenant_of_a_suspended_one_and_of_nobody(string method, string path)
    {
        var body = method == "POST" ? $$"""{ "grantId": "{{scene.GrantId}}" }""" : "";
        await NothingChangesAsync(() => SendAsync(scene.Stranger, method, path, body));
        await NothingChangesAsync(() => SendAsync(scene.Suspended, method, path, body));
        await NothingChangesAsync(async () =>
        {
            using var nobody = new HttpClient { BaseAddress = scene.World.PlatformUrl };
            return await SendAsync(nobody, method, path, body);
        });
    }

    [Fact]
    public async Task A_code_without_a_refresh_token_for_a_person_that_the_tenant_does_not_know()
    {
        var code = await ClientFlow.CodeAsync(scene.World, scene.Person);

        await NothingChangesAsync(() => scene.Stranger.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(code)));
    }

    [Fact]
    public async Task A_code_whose_person_cannot_be_identified()
    {
        var fault = await scene.World.Google.BreakAsync(new
        {
            endpoint = "token",
            person = scene.Person,
            replace = new { id_token = "forged", access_token = "dead" },
        });
        var code = await ClientFlow.CodeAsync(scene.World, scene.Person);

        await NothingChangesAsync(() => scene.Owner.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(code)));

        await scene.World.Google.MendAsync(fault);
    }

    [Fact]
    public async Task A_callback_from_another_browser()
    {
        var started = await scene.Owner.AuthorizeAsync();
        using var theirs = new Browser();
        using var another = new Browser();
        await theirs.ContinueAsync(started.Text("connectUrl")!);
        var consent = await scene.World.Google.ConsentAsync(started.AuthorizationUrl(), scene.Person);

        await NothingChangesAsync(() => another.GetAsync(consent.RedirectUrl));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_mail_call_that_Gmail_cannot_serve(int status)
    {
        var fault = await scene.World.Google.BreakAsync(new { endpoint = "gmail", person = scene.Person, status });

        await NothingChangesAsync(() => SendAsync(scene.Owner, "GET", "v1/grants/{id}/messages", ""));

        await scene.World.Google.MendAsync(fault);
    }

    private async Task NothingChangesAsync(Func<Task<HttpResponseMessage>> call)
    {
        var before = await Rows.DigestAsync(scene.World.Settings.Postgres);
        using var response = await call();
        ((int)response.StatusCode).Should().BeGreaterThanOrEqualTo(400);
        (await Rows.DigestAsync(scene.World.Settings.Postgres)).Should().BeEquivalentTo(before);
        before.Should().ContainKey("gmailplatform.mt_events").And.ContainKey("hangfire.job", "otherwise nothing was looked at");
    }

    private Task<HttpResponseMessage> SendAsync(TestTenant tenant, string method, string path, string body) => SendAsync(tenant.Api, method, path, body);

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", scene.GrantId, StringComparison.Ordinal));
        request.Content = method == "POST" && path.StartsWith("v1", StringComparison.Ordinal) ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        return await client.SendAsync(request);
    }
}
