using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Processes.Tests;

/// <summary>Everything that can be logged is logged, all that can be done is done, and no secret shows.</summary>
public sealed class SecretsTests(Worlds worlds)
{
    private const string ClientState = "state-of-the-application-8f1d";
    private const string BadCode = "4/0AbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadbadA";
    private const string BadKey = "gp_0123456789abcdef_0123456789012345678901234567890123456789012";

    private static readonly (string Name, string? Value)[] LogEverything =
    [
        ("Logging:LogLevel:Default", "Trace"),
        ("Logging:LogLevel:Microsoft", "Trace"),
        ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
        ("Logging:LogLevel:Microsoft.AspNetCore.Http.Result.RedirectResult", "Trace"),
        ("Logging:LogLevel:System", "Trace"),
        ("Logging:LogLevel:Marten", "Trace"),
        ("Logging:LogLevel:Npgsql", "Trace"),
        ("Logging:LogLevel:Hangfire", "Trace"),
        ("Logging:Console:LogLevel:Default", "Trace"),
        ("Logging:Console:FormatterOptions:IncludeScopes", "true"),
    ];

    [Fact]
    public async Task No_token_code_state_or_key_is_in_the_log_or_at_rest_in_the_clear_or_in_an_answers_headers()
    {
        await using var world = await worlds.StartAsync();
        var leaks = new Leaks();
        leaks.Add("the master key", Convert.FromBase64String(world.Settings.MasterKey));
        leaks.Add("the client secret", WorldSettings.ClientSecret);
        leaks.Add("the application's state", ClientState);
        leaks.Add("a bad code", BadCode);
        leaks.Add("a bad key", BadKey[^43..]);
        var platform = await world.StartPlatformAsync(LogEverything);
        using var tenant = await world.ATenantAsync();
        leaks.Add("an API key", tenant.ApiKey[^43..]);

        var grants = new List<string>
        {
            await ConnectInTheBrowserAsync(world, tenant, leaks),
            await ConnectByCodeAsync(world, tenant, leaks),
        };
        await UseAndBreakAsync(world, tenant, grants, leaks);
        await MisuseAsync(world, tenant);
        foreach (var grant in grants)
        {
            await AddSealedAsync(world, tenant, Guid.Parse(grant), leaks);
        }

        var atRest = await world.Settings.DumpAsync();
        await tenant.DeleteAsync($"v1/grants/{grants[0]}");
        await tenant.DeleteAsync($"v1/grants/{grants[1]}?erase=true");
        (await platform.StopAsync()).Should().Be(0);

        var log = platform.Output + platform.Error;
        log.Should().Contain("trce: ", "the level is Trace");
        leaks.In(log).Should().BeEmpty("the log holds no secret");
        atRest.Should().ContainKey("gmailplatform.mt_doc_sealed_credential").WhoseValue.Should().NotBeEmpty();
        atRest.Should().ContainKey("hangfire.job").WhoseValue.Should().NotBeEmpty();
        atRest.Where(table => leaks.In(string.Join('\n', table.Value)).Any())
            .Select(table => $"{table.Key}: {string.Join(", ", leaks.In(string.Join('\n', table.Value)))}")
            .Should().BeEmpty("the database holds no secret in the clear");
        var afterwards = await world.Settings.DumpAsync();
        afterwards.SelectMany(table => leaks.In(string.Join('\n', table.Value))).Should().BeEmpty();
    }

    /// <summary>The hosted connect page, with its cookie, to the page at the end.</summary>
    private static async Task<string> ConnectInTheBrowserAsync(ProcessWorld world, TestTenant tenant, Leaks leaks)
    {
        using var browser = Client(world);
        var started = await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, state = ClientState });
        await AddAuthorizationAsync(world, started, leaks);
        (await browser.GetStringAsync(started.Text("connectUrl"))).Should().Contain("Continue with Google");
        using var toGoogle = await browser.PostAsync($"{started.Text("connectUrl")}/google", content: null);
        toGoogle.Should().BeSuccessful();
        var consent = await world.Google.ConsentAsync(started.Text("authorizationUrl")!, await world.Google.APersonAsync(messages: 3));
        leaks.Add("a code", consent.Code!);
        using var returned = await browser.GetAsync(consent.RedirectUrl);
        HeadersOf(returned).Should().NotContain(consent.Code!);
        using var reloaded = await browser.GetAsync(consent.RedirectUrl);
        using var unknown = await browser.GetAsync($"oauth/google/callback?state=unknown&code={Uri.EscapeDataString(BadCode)}");
        using var cut = await browser.GetAsync($"oauth/google/callback?code={Uri.EscapeDataString(BadCode)}");
        return QueryHelpers.ParseQuery(returned.Headers.Location!.Query)["grantId"].ToString();
    }

    /// <summary>A client that runs the flow itself.</summary>
    private static async Task<string> ConnectByCodeAsync(ProcessWorld world, TestTenant tenant, Leaks leaks)
    {
        var started = await tenant.AuthorizeAsync(new { state = ClientState });
        await AddAuthorizationAsync(world, started, leaks);
        var url = QueryHelpers.AddQueryString($"{world.Settings.SandboxUrl}o/oauth2/v2/auth", new Dictionary<string, string?>
        {
            ["client_id"] = WorldSettings.ClientId,
            ["redirect_uri"] = WorldSettings.ClientRedirectUri,
            ["response_type"] = "code",
            ["access_type"] = "offline",
            ["scope"] = "openid email https://www.googleapis.com/auth/gmail.readonly",
            ["state"] = ClientState,
        });
        var person = await world.Google.APersonAsync(messages: 3);
        var consent = await world.Google.ConsentAsync(url, person);
        leaks.Add("a client's code", consent.Code!);
        var connected = await tenant.PostAsync("v1/grants", new { code = consent.Code, redirectUri = WorldSettings.ClientRedirectUri }, expectedStatus: 201);

        await tenant.PostAsync("v1/grants", new { code = consent.Code, redirectUri = "postmessage", state = ClientState }, expectedStatus: 422);
        await tenant.PostAsync("v1/grants", new { code = BadCode, redirectUri = "postmessage" }, expectedStatus: 422);
        await tenant.PostAsync("v1/grants", new { code = BadCode, redirectUri = "no URI" }, expectedStatus: 400);
        await tenant.PostAsync("v1/grants", new { code = new[] { BadCode }, redirectUri = "postmessage" }, expectedStatus: 400);
        await tenant.PostAsync("v1/grants", new { code = BadCode, redirectUri = "postmessage", codeVerifier = BadCode }, expectedStatus: 400);
        var again = await world.Google.ConsentAsync(url, person);
        leaks.Add("a second code", again.Code!);
        await tenant.PostAsync("v1/grants", new { code = again.Code, redirectUri = WorldSettings.ClientRedirectUri });
        return connected.Text("id")!;
    }

    private static async Task UseAndBreakAsync(ProcessWorld world, TestTenant tenant, List<string> grants, Leaks leaks)
    {
        foreach (var grant in grants)
        {
            leaks.Add("an access token", (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken")!);
            leaks.Add("a refreshed access token", (await tenant.PostAsync($"v1/grants/{grant}/refresh")).Text("accessToken")!);
            var page = await tenant.GetAsync($"v1/grants/{grant}/messages");
            await tenant.GetAsync($"v1/grants/{grant}/messages/{page.GetProperty("messages")[0].Text("id")}");
            await tenant.GetAsync($"v1/grants/{grant}/messages/nothing", expectedStatus: 400);
        }

        foreach (var fault in new object[]
        {
            new { endpoint = "token", status = 503, times = 1 },
            new { endpoint = "token", drop = "after", times = 1 },
            new { endpoint = "token", status = 200, body = "<html>ya29.not-a-token-but-a-page</html>", times = 1 },
        })
        {
            await world.Google.BreakAsync(fault);
            await tenant.PostAsync($"v1/grants/{grants[0]}/refresh", expectedStatus: 503);
        }

        await world.Google.BreakAsync(new { endpoint = "jwks", status = 500, times = 1 });
        await world.Google.BreakAsync(new { endpoint = "userinfo", status = 500, times = 1 });
        await world.Google.BreakAsync(new { endpoint = "gmail", status = 401, times = 2 });
        await tenant.GetAsync($"v1/grants/{grants[0]}/messages", expectedStatus: 503);
        await tenant.PostAsync($"v1/grants/{grants[0]}/refresh");

        // Last, since it keeps all other refreshes away for a while.
        await world.Google.BreakAsync(new { endpoint = "token", status = 401, body = new { error = "invalid_client" }, times = 1 });
        await tenant.PostAsync($"v1/grants/{grants[0]}/refresh", expectedStatus: 503);
        await world.Google.MendAsync();
    }

    /// <summary>Secrets where they do not belong.</summary>
    private static async Task MisuseAsync(ProcessWorld world, TestTenant tenant)
    {
        foreach (var key in new[] { BadKey, BadKey[..^1], "ya29.a0AfH6SMBx-a-token-of-googles", tenant.ApiKey + "x" })
        {
            using var api = Client(world);
            api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var refused = await api.GetAsync("v1/grants");
            refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }

        foreach (var path in new[] { "v1/grants", "v1/grants?pageSize=0", "v1/grants/none", "health/ready", "docs", $"v1/grants?access_token={tenant.ApiKey}" })
        {
            using var response = await tenant.Api.GetAsync(path);
            HeadersOf(response).Should().NotContain(tenant.ApiKey[^43..]);
        }

        using var malformed = await tenant.Api.PostAsync("v1/grants", new StringContent($$"""{"code": {{BadCode}}""", Encoding.UTF8, "application/json"));
        malformed.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        await SendRawAsync(world, $"GET /oauth/google/callback?code={BadCode} HTTP/1.1 {BadKey}\r\nHost: localhost\r\n\r\n");
        await SendRawAsync(world, $"GET /v1/grants HTTP/1.1\r\nHost: localhost\r\nAuthorization Bearer {tenant.ApiKey}\r\n\r\n");
        await SendRawAsync(world, $"GET /v1/grants HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {tenant.ApiKey}\0\r\n\r\n");
    }

    /// <summary>State, verifier and nonce of an authorization, out of the store that seals them.</summary>
    private static async Task AddAuthorizationAsync(ProcessWorld world, JsonElement started, Leaks leaks)
    {
        var store = world.Services.GetRequiredService<IAuthorizationStore>();
        var secrets = (await store.FindAsync(started.GetProperty("id").GetGuid(), CancellationToken.None))!.Secrets;
        started.Text("authorizationUrl").Should().Contain(secrets.State.Reveal());
        leaks.Add("a state", secrets.State.Reveal());
        leaks.Add("a PKCE verifier", secrets.CodeVerifier.Reveal());
        leaks.Add("a nonce", secrets.Nonce.Reveal());
    }

    /// <summary>A grant's tokens and data key, out of the store that seals them.</summary>
    private static async Task AddSealedAsync(ProcessWorld world, TestTenant tenant, Guid grantId, Leaks leaks)
    {
        var held = await world.Services.GetRequiredService<IGrantStore>().HoldAsync(tenant.Id, grantId, CancellationToken.None);
        leaks.Add("a refresh token", held!.Tokens!.RefreshToken.Reveal());
        leaks.Add("a data key", held.Key!.Material);
    }

    private static async Task SendRawAsync(ProcessWorld world, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(world.Settings.PlatformUrl.Host, world.Settings.PlatformPort);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).Should().Contain(" 400 ");
    }

    private static HttpClient Client(ProcessWorld world) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = world.Settings.PlatformUrl };

    private static string HeadersOf(HttpResponseMessage response) => $"{response.Headers}{response.Content.Headers}";
}
