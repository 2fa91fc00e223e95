using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class IdTokenTests(Sandbox sandbox)
{
    private const string SigningSandbox = "keys rotate in a sandbox of their own";

    [Fact]
    public async Task The_claims_of_the_server_flow_are_there_and_the_keys_verify_them()
    {
        var email = await sandbox.AddPersonAsync(hostedDomain: "studio.example", name: "Noor van Dijk");
        var code = await sandbox.CodeAsync(email, ("nonce", "nonce-7"));
        var reply = await sandbox.ExchangeAsync(code);

        var token = await ValidateAsync(sandbox, reply.Text("id_token")!);

        token.Alg.Should().Be("RS256");
        token.Typ.Should().Be("JWT");
        Claim(token, "azp").Should().Be(Sandbox.ClientId);
        Claim(token, "nonce").Should().Be("nonce-7");
        Claim(token, "email").Should().Be(email);
        Claim(token, "email_verified").Should().Be("true");
        Claim(token, "hd").Should().Be("studio.example");
        Claim(token, "name").Should().Be("Noor van Dijk");
        Claim(token, "given_name").Should().Be("Noor");
        Claim(token, "family_name").Should().Be("van Dijk");
        Claim(token, "at_hash").Should().Be(HalfHash(reply.Text("access_token")!));
        (token.ValidTo - token.IssuedAt).Should().Be(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Claims_follow_the_scopes()
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync(), ("scope", "openid"));

        var token = await ValidateAsync(sandbox, (await sandbox.ExchangeAsync(code)).Text("id_token")!);

        token.Claims.Select(claim => claim.Type).Should().Contain("sub").And.NotContain("email").And.NotContain("name").And.NotContain("hd");
    }

    [Fact]
    public async Task The_subject_stays_when_the_address_changes()
    {
        var email = await sandbox.AddPersonAsync();
        var before = await ValidateAsync(sandbox, (await sandbox.ConnectAsync(email)).Id!);
        var newEmail = $"new-{email}";
        await sandbox.PatchAsync($"/sandbox/people/{email}", new { email = newEmail });

        var after = await ValidateAsync(sandbox, (await sandbox.ConnectAsync(newEmail, prompt: "consent")).Id!);

        after.Subject.Should().Be(before.Subject);
        Claim(after, "email").Should().Be(newEmail);
    }

    [Fact]
    public async Task Two_keys_are_published_and_a_rotation_keeps_the_signer_before_it()
    {
        await using var own = await Sandbox.StartAsync();
        var tokens = await own.ConnectAsync(await own.AddPersonAsync());
        (await own.GetAsync("/oauth2/v3/certs")).Json.GetProperty("keys").GetArrayLength().Should().Be(2);

        var kid = (await own.PostAsync("/sandbox/keys/rotate")).Text("kid");

        (await own.GetAsync("/oauth2/v3/certs")).Json.GetProperty("keys").GetArrayLength().Should().Be(2);
        (await ValidateAsync(own, tokens.Id!)).Kid.Should().NotBe(kid, SigningSandbox);
        (await ValidateAsync(own, (await own.RefreshAsync(tokens.Refresh)).Text("id_token")!)).Kid.Should().Be(kid);
    }

    [Fact]
    public async Task Discovery_names_this_sandbox_and_what_it_can_do()
    {
        var document = await sandbox.GetAsync("/.well-known/openid-configuration");

        document.Text("issuer").Should().Be(sandbox.Url);
        document.Text("authorization_endpoint").Should().Be($"{sandbox.Url}/o/oauth2/v2/auth");
        document.Text("token_endpoint").Should().Be($"{sandbox.Url}/token");
        document.Text("jwks_uri").Should().Be($"{sandbox.Url}/oauth2/v3/certs");
        document.Text("userinfo_endpoint").Should().Be($"{sandbox.Url}/v1/userinfo");
        document.Text("revocation_endpoint").Should().Be($"{sandbox.Url}/revoke");
        document.Headers.CacheControl!.Public.Should().BeTrue();
    }

    [Fact]
    public async Task The_issuer_can_be_Googles()
    {
        await using var own = await Sandbox.StartAsync(null, "--Sandbox:Issuer=https://accounts.google.com");
        var tokens = await own.ConnectAsync(await own.AddPersonAsync());

        new JsonWebToken(tokens.Id).Issuer.Should().Be("https://accounts.google.com");
        (await own.GetAsync("/.well-known/openid-configuration")).Text("issuer").Should().Be("https://accounts.google.com");
    }

    [Fact]
    public async Task The_older_form_of_the_keys_is_certificates()
    {
        var keys = (await sandbox.GetAsync("/oauth2/v1/certs")).Json;

        keys.EnumerateObject().Should().HaveCount(2).And.OnlyContain(key => key.Value.GetString()!.StartsWith("-----BEGIN CERTIFICATE-----"));
    }

    private static async Task<JsonWebToken> ValidateAsync(Sandbox issuer, string idToken)
    {
        var keys = new JsonWebKeySet((await issuer.GetAsync("/oauth2/v3/certs")).Body);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidIssuer = issuer.Url,
            ValidAudience = Sandbox.ClientId,
        });
        result.IsValid.Should().BeTrue(result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }

    private static string? Claim(JsonWebToken token, string name) => token.Claims.SingleOrDefault(claim => claim.Type == name)?.Value;

    private static string HalfHash(string accessToken) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));
}
