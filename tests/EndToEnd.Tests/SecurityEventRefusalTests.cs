using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GmailPlatform.Testing;
using static GmailPlatform.EndToEnd.Tests.SecurityEvents;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What the receiver of security events refuses: whatever Google did not sign for this server.</summary>
public sealed class SecurityEventRefusalTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Theory]
    [InlineData("signedBy", "unknownKey", "invalid_key")]
    [InlineData("signedBy", "wrongKey", "invalid_key")]
    [InlineData("issuer", "https://accounts.example/", "invalid_issuer")]
    public async Task A_forged_event_is_refused_and_has_no_effect(string field, string value, string err)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        var sent = await _world.SendEventAsync(Event("tokens-revoked", person).With(field, value));

        AssertRefused(sent.GetProperty("status").GetInt32(), sent.Text("body")!, err);
        await _world.SettleAsync();
        (await tenant.HistoryAsync(grantId)).Should().NotContain("security_event_received");
    }

    [Fact]
    public async Task The_issuer_of_id_tokens_which_has_no_slash_is_not_that_of_events()
    {
        var sent = await _world.SendEventAsync(Event("tokens-revoked", await _world.Google.APersonAsync()).With("issuer", _world.Settings.SandboxUrl.ToString().TrimEnd('/')));

        AssertRefused(sent.GetProperty("status").GetInt32(), sent.Text("body")!, "invalid_issuer");
    }

    [Fact]
    public async Task An_event_for_a_client_that_nobody_here_has_is_refused()
    {
        var sent = await _world.SendEventAsync(Event("tokens-revoked", await _world.Google.APersonAsync()).With("audience", new[] { "stranger.apps.googleusercontent.com" }));

        AssertRefused(sent.GetProperty("status").GetInt32(), sent.Text("body")!, "invalid_audience");
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    [InlineData("{\"json\":true}")]
    public async Task What_is_no_token_is_refused(string body)
    {
        var (status, answer) = await PostAsync(body);

        status.Should().Be(400);
        JsonSerializer.Deserialize<JsonElement>(answer).Text("err").Should().BeOneOf("invalid_request", "invalid_key");
    }

    [Theory]
    [InlineData(17 * 1024)]
    [InlineData(1024 * 1024)]
    public async Task A_huge_body_is_refused_before_it_is_looked_at(int size)
    {
        var (status, answer) = await PostAsync(new string('a', size));

        AssertRefused(status, answer, "invalid_request");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public async Task An_event_without_Googles_signature_is_refused_whatever_its_header_says(string algorithm)
    {
        var told = await _world.SendEventAsync(Event("tokens-revoked", await _world.Google.APersonAsync()).With("signedBy", "unknownKey"));
        var claims = told.Text("set")!.Split('.')[1];
        var header = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"secevent+jwt"}""")).TrimEnd('=');

        var (status, answer) = await PostAsync($"{header}.{claims}.{(algorithm is "none" ? "" : "c2lnbmF0dXJl")}");

        AssertRefused(status, answer, "invalid_key");
    }

    [Fact]
    public async Task An_id_token_is_signed_by_the_same_keys_and_is_no_event()
    {
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["client_id"] = WorldSettings.ClientId,
            ["client_secret"] = WorldSettings.ClientSecret,
            ["redirect_uri"] = WorldSettings.ClientRedirectUri,
        });
        using var tokens = await http.PostAsync(new Uri(_world.Settings.SandboxUrl, "token"), form);

        var (status, answer) = await PostAsync((await tokens.ReadAsync(200)).Text("id_token")!);

        AssertRefused(status, answer, "invalid_issuer");
    }

    [Fact]
    public async Task An_event_about_nothing_that_can_be_understood_is_refused()
    {
        var sent = await _world.SendEventAsync(new Dictionary<string, object> { ["event"] = "tokens-revoked" });

        AssertRefused(sent.GetProperty("status").GetInt32(), sent.Text("body")!, "invalid_request");
    }

    [Fact]
    public async Task A_new_key_of_Googles_is_fetched_and_while_there_is_none_Google_is_asked_to_send_again()
    {
        await using var world = await World.StartAsync();
        var stranger = new Dictionary<string, object> { ["event"] = "sessions-revoked", ["sub"] = "123" };
        var outage = await world.Google.BreakAsync(new { endpoint = "riscConfiguration", status = 500 });
        (await world.SendEventAsync(stranger)).GetProperty("status").GetInt32().Should().Be(503);
        await world.Google.MendAsync(outage);
        // A failed fetch is remembered for ten seconds.
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.TellAsync(stranger);

        // Twice: Google keeps the key before the last published.
        await world.Google.PostAsync("sandbox/keys/rotate", new { });
        await world.Google.PostAsync("sandbox/keys/rotate", new { });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.TellAsync(stranger);
        (await world.Google.CallsAsync("jwks")).Should().Be(2);

        var forged = new Dictionary<string, object>(stranger) { ["signedBy"] = "unknownKey" };

        // A storm of keys that nobody knows asks Google at a bounded rate.
        for (var i = 0; i < 5; i++)
        {
            (await world.SendEventAsync(forged)).GetProperty("status").GetInt32().Should().Be(400);
        }

        (await world.Google.CallsAsync("jwks")).Should().Be(2);
    }

    private async Task<(int Status, string Body)> PostAsync(string body)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/secevent+jwt"));
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Receiver()) { Content = content };
        // A refusal may come before the body is sent, which would break the connection.
        request.Headers.ExpectContinue = true;
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static void AssertRefused(int status, string body, string err)
    {
        status.Should().Be(400, "of {0}", body);
        var refusal = JsonSerializer.Deserialize<JsonElement>(body);
        refusal.Text("err").Should().Be(err, "of {0}", body);
        refusal.Text("description").Should().NotBeNullOrEmpty();
    }
}
