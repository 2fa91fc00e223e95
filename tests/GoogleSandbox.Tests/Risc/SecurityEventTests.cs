using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.Tests.Risc;

public sealed class SecurityEventTests(Sandbox sandbox)
{
    private static readonly string[] TwoClients = ["one", "two"];

    [Fact]
    public async Task An_event_is_a_signed_token_of_its_own_kind_that_does_not_expire()
    {
        await using var receiver = await Receiver.StartAsync();
        var project = await RiscProject.StreamingAsync(sandbox, receiver);
        var email = await sandbox.AddPersonAsync();
        var sub = new JsonWebToken((await project.ConnectAsync(email)).Id).Subject;

        await sandbox.PostAsync($"/sandbox/people/{email}/revoke");
        var token = (await receiver.WaitForAsync(1))[0];

        receiver.Received.Single().ContentType.Should().Be("application/secevent+jwt");
        token.Typ.Should().Be("secevent+jwt");
        token.Alg.Should().Be("RS256");
        token.Issuer.Should().Be($"{sandbox.Url}/");
        token.Audiences.Should().Equal(project.ClientId);
        token.TryGetPayloadValue<long>("exp", out _).Should().BeFalse();
        token.GetPayloadValue<string>("jti").Should().NotBeEmpty();
        Subject(token, RiscProject.OAuthUri("tokens-revoked")).Should().BeEquivalentTo(
            new Dictionary<string, string> { ["subject_type"] = "iss-sub", ["iss"] = $"{sandbox.Url}/", ["sub"] = sub });
        (await IsSignedAsync(token.EncodedToken)).Should().BeTrue();
    }

    [Theory]
    [InlineData("revoke", "tokens-revoked")]
    [InlineData("password", "account-credential-change-required", "sessions-revoked")]
    [InlineData("disable", "account-disabled")]
    [InlineData("enable", "account-enabled")]
    public async Task What_happens_to_an_account_is_told(string action, params string[] expected)
    {
        await using var receiver = await Receiver.StartAsync();
        var project = await RiscProject.StreamingAsync(sandbox, receiver);
        var email = await sandbox.AddPersonAsync();
        await project.ConnectAsync(email);

        await sandbox.PostAsync($"/sandbox/people/{email}/{action}");

        (await receiver.WaitForAsync(expected.Length)).Select(TypeOf).Should().BeEquivalentTo(expected);
    }

    [Fact]
    public async Task A_token_that_an_application_revokes_is_named_by_its_hash()
    {
        await using var receiver = await Receiver.StartAsync();
        var project = await RiscProject.StreamingAsync(sandbox, receiver);
        var refresh = (await project.ConnectAsync(await sandbox.AddPersonAsync())).Refresh;

        await sandbox.FormAsync("/revoke", ("token", refresh));

        var token = (await receiver.WaitForAsync(1))[0];
        Subject(token, RiscProject.OAuthUri("token-revoked")).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["subject_type"] = "oauth_token",
            ["token_type"] = "refresh_token",
            ["token_identifier_alg"] = "hash_base64_sha512_sha512",
            ["token"] = Convert.ToBase64String(SHA512.HashData(SHA512.HashData(Encoding.UTF8.GetBytes(refresh)))),
        });
    }

    [Fact]
    public async Task A_verification_carries_its_state_whatever_was_asked_for()
    {
        await using var receiver = await Receiver.StartAsync();
        var project = await RiscProject.StreamingAsync(sandbox, receiver, RiscProject.Uri("sessions-revoked"));

        (await project.SendAsync("stream:verify", new { state = "are you there" })).Status.Should().Be(HttpStatusCode.OK);

        var token = (await receiver.WaitForAsync(1))[0];
        token.GetPayloadValue<JsonElement>("events").GetProperty(RiscProject.Uri("verification")).GetProperty("state").GetString().Should().Be("are you there");
    }

    [Fact]
    public async Task Nobody_is_told_of_strangers_of_events_not_asked_for_or_while_disabled()
    {
        await using var receiver = await Receiver.StartAsync();
        var project = await RiscProject.StreamingAsync(sandbox, receiver, RiscProject.Uri("account-disabled"));
        var (known, stranger) = (await sandbox.AddPersonAsync(), await sandbox.AddPersonAsync());
        await project.ConnectAsync(known);
        await sandbox.ConnectAsync(stranger);

        await sandbox.PostAsync($"/sandbox/people/{stranger}/disable");
        await sandbox.PostAsync($"/sandbox/people/{known}/password");
        await project.SendAsync("stream/status:update", new { status = "disabled" });
        await sandbox.PostAsync($"/sandbox/people/{known}/disable");
        await project.SendAsync("stream/status:update", new { status = "enabled" });
        await project.SendAsync("stream:verify", new { state = "last" });

        (await receiver.WaitForAsync(1)).Select(TypeOf).Should().Equal("verification");
    }

    [Fact]
    public async Task A_receiver_in_trouble_gets_the_same_event_again_and_a_refusal_is_final()
    {
        await using var receiver = await Receiver.StartAsync(503, 429, 202, 400);
        var project = await RiscProject.StreamingAsync(sandbox, receiver);

        await project.SendAsync("stream:verify", new { state = "one" });
        (await receiver.WaitForAsync(3)).Select(token => token.GetPayloadValue<string>("jti")).Distinct().Should().ContainSingle();
        await project.SendAsync("stream:verify", new { state = "two" });
        await receiver.WaitForAsync(1);

        var deliveries = await DeliveriesAsync(receiver.Url, count: 2);
        deliveries.Select(each => (each.GetProperty("status").GetInt32(), each.GetProperty("attempts").GetInt32())).Should().Equal((202, 3), (400, 1));
        receiver.Received.Should().HaveCount(4);
    }

    [Fact]
    public async Task The_control_API_sends_any_event_and_answers_what_the_receiver_said()
    {
        await using var receiver = await Receiver.StartAsync(202, 400);
        var told = await sandbox.PostAsync("/sandbox/risc", new
        {
            @event = "account-disabled",
            sub = "12345",
            reason = "hijacking",
            url = receiver.Url,
            audience = TwoClients,
            issuer = "https://elsewhere.example/",
            jti = "jti-1",
            issuedAt = "2026-01-02T03:04:05Z",
        });

        told.Text("status").Should().Be("202");
        var token = new JsonWebToken(told.Text("set"));
        receiver.Received.Single().Body.Should().Be(token.EncodedToken);
        token.Issuer.Should().Be("https://elsewhere.example/");
        token.Audiences.Should().Equal(TwoClients);
        token.GetPayloadValue<string>("jti").Should().Be("jti-1");
        token.GetPayloadValue<long>("iat").Should().Be(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).ToUnixTimeSeconds());
        token.GetPayloadValue<JsonElement>("events").GetProperty(RiscProject.Uri("account-disabled")).GetProperty("reason").GetString().Should().Be("hijacking");
        (await sandbox.PostAsync("/sandbox/risc", new { @event = "verification", url = receiver.Url })).Text("status").Should().Be("400");
        (await sandbox.PostAsync("/sandbox/risc", new { @event = "verification", url = "http://127.0.0.1:1/" })).Text("status").Should().Be("0");
    }

    [Fact]
    public async Task A_token_is_named_by_its_first_16_characters_where_that_is_asked_for()
    {
        await using var receiver = await Receiver.StartAsync();

        var told = await sandbox.PostAsync(
            "/sandbox/risc", new { @event = "token-revoked", token = "1//0abcdefghijklmnopqrstuvwxyz", tokenIdentifierAlg = "prefix", url = receiver.Url });

        Subject(new JsonWebToken(told.Text("set")), RiscProject.OAuthUri("token-revoked"))["token"].Should().Be("1//0abcdefghijkl");
    }

    [Theory]
    [InlineData("unknownKey", false)]
    [InlineData("wrongKey", true)]
    public async Task A_forged_event_is_not_signed_by_a_published_key(string signedBy, bool underAPublishedId)
    {
        await using var receiver = await Receiver.StartAsync();

        var told = await sandbox.PostAsync("/sandbox/risc", new { @event = "verification", url = receiver.Url, signedBy });

        var published = (await sandbox.GetAsync("/oauth2/v3/certs")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString());
        published.Contains(new JsonWebToken(told.Text("set")).Kid).Should().Be(underAPublishedId);
        (await IsSignedAsync(told.Text("set")!)).Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"event":""}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"event":"verification"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"event":"verification","url":"nowhere"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"event":"verification","url":"http://127.0.0.1:1/","signedBy":"me"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"event":"token-revoked","token":"1//0","url":"http://127.0.0.1:1/","tokenIdentifierAlg":"md5"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"event":"tokens-revoked","email":"ghost@example.com","url":"http://127.0.0.1:1/"}""", HttpStatusCode.NotFound)]
    public async Task A_mistake_at_the_control_API_is_answered_as_one(string body, HttpStatusCode expected) =>
        (await sandbox.PostAsync("/sandbox/risc", JsonSerializer.Deserialize<JsonElement>(body))).Status.Should().Be(expected);

    private static string TypeOf(JsonWebToken token) => token.GetPayloadValue<JsonElement>("events").EnumerateObject().Single().Name.Split('/')[^1];

    private static Dictionary<string, string> Subject(JsonWebToken token, string uri) => token.GetPayloadValue<JsonElement>("events")
        .GetProperty(uri).GetProperty("subject").EnumerateObject().ToDictionary(claim => claim.Name, claim => claim.Value.GetString()!);

    private async Task<bool> IsSignedAsync(string token)
    {
        var keys = new JsonWebKeySet((await sandbox.GetAsync("/oauth2/v3/certs")).Body).GetSigningKeys();
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireExpirationTime = false,
        });
        return result.IsValid;
    }

    private async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string url, int count)
    {
        for (var read = 0; read < 200; read++)
        {
            var state = await sandbox.GetAsync("/sandbox/risc");
            var mine = state.Json.GetProperty("deliveries").EnumerateArray().Where(each => each.GetProperty("url").GetString() == url).ToList();
            if (mine.Count == count)
            {
                return mine;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{count} deliveries are recorded");
    }
}
