using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class ServiceAccountTests(Sandbox sandbox)
{
    private const string Audience = "https://oauth2.googleapis.com/token";

    [Fact]
    public async Task A_delegated_service_account_reads_a_persons_mail()
    {
        var email = await sandbox.AddPersonAsync(messages: 3);
        var key = await KeyAsync([Sandbox.ReadOnly]);

        var reply = await ExchangeAsync(Sign(key, Claims(key, email)));

        reply.Status.Should().Be(HttpStatusCode.OK, reply.Body);
        reply.Json.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo("access_token", "expires_in", "token_type");
        (await sandbox.GmailAsync("profile", reply.Text("access_token")!)).Text("emailAddress").Should().Be(email);
    }

    [Fact]
    public async Task Without_a_subject_it_has_no_mailbox()
    {
        var key = await KeyAsync([Sandbox.ReadOnly]);
        var reply = await ExchangeAsync(Sign(key, Claims(key, null)));

        var gmail = await sandbox.GmailAsync("profile", reply.Text("access_token")!);

        gmail.Status.Should().Be(HttpStatusCode.BadRequest);
        gmail.Text("error.errors.0.reason").Should().Be("failedPrecondition");
    }

    public static TheoryData<string, object?, HttpStatusCode, string, string> Mistakes => new()
    {
        { "iss", "nobody@nowhere.example", HttpStatusCode.BadRequest, "invalid_grant", "Invalid grant: account not found" },
        { "iat", null, HttpStatusCode.BadRequest, "invalid_grant", "Invalid JWT: iat (issued at) is not set." },
        { "exp", null, HttpStatusCode.BadRequest, "invalid_grant", "Invalid JWT: exp (expiration time) is not set." },
        { "exp", 4102444800L, HttpStatusCode.BadRequest, "invalid_grant", "Invalid JWT: Token must be a short-lived token" },
        { "scope", "", HttpStatusCode.BadRequest, "invalid_scope", "Invalid OAuth scope or ID token audience provided." },
        { "aud", "https://elsewhere.example", HttpStatusCode.BadRequest, "invalid_grant", "Invalid JWT: Failed audience check." },
        { "sub", "ghost@example.com", HttpStatusCode.BadRequest, "invalid_grant", "Invalid email or User ID" },
        { "sub", "no address", HttpStatusCode.BadRequest, "invalid_request", "Invalid impersonation prn email address." },
        { "scope", Sandbox.Send, HttpStatusCode.Unauthorized, "unauthorized_client", "Client is unauthorized to retrieve access tokens" },
        { "scope", $"{Sandbox.ReadOnly} {Sandbox.Send}", HttpStatusCode.Forbidden, "access_denied", "Requested client not authorized." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_gets_Googles_own_error(string claim, object? value, HttpStatusCode status, string error, string description)
    {
        var key = await KeyAsync([Sandbox.ReadOnly]);
        var claims = Claims(key, await sandbox.AddPersonAsync());
        claims[claim] = value;

        var reply = await ExchangeAsync(Sign(key, claims));

        reply.Status.Should().Be(status, reply.Body);
        reply.Text("error").Should().Be(error);
        reply.Text("error_description").Should().StartWith(description);
    }

    [Fact]
    public async Task An_account_without_delegation_may_act_for_nobody()
    {
        var key = await KeyAsync([]);

        var reply = await ExchangeAsync(Sign(key, Claims(key, await sandbox.AddPersonAsync())));

        reply.Text("error_description").Should().Be("Unauthorized client or scope in request.");
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("none")]
    public async Task Only_its_own_RS256_signature_counts(string algorithm)
    {
        var key = await KeyAsync([Sandbox.ReadOnly]);

        var reply = await ExchangeAsync(Sign(key, Claims(key, await sandbox.AddPersonAsync()), algorithm));

        reply.Text("error_description").Should().Be("Invalid JWT Signature.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("a.b.c")]
    [InlineData("e30.W10.e30")]
    public async Task A_garbled_assertion_is_a_bad_request(string assertion)
    {
        var reply = await ExchangeAsync(assertion);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error").Should().Be("invalid_request");
    }

    [Fact]
    public async Task An_unknown_scope_reads_as_the_audience_of_an_id_token()
    {
        var key = await KeyAsync([Sandbox.ReadOnly]);
        var claims = Claims(key, null);
        claims["scope"] = "https://my-service.example";

        var reply = await ExchangeAsync(Sign(key, claims));

        reply.Status.Should().Be(HttpStatusCode.OK);
        reply.Json.EnumerateObject().Select(field => field.Name).Should().Equal("id_token");
    }

    private async Task<JsonElement> KeyAsync(string[] delegatedScopes)
    {
        var reply = await sandbox.PostAsync("/sandbox/service-accounts", new { name = $"robot-{Guid.NewGuid():n}", delegatedScopes });
        reply.Status.Should().Be(HttpStatusCode.Created);
        return reply.Json;
    }

    private static Dictionary<string, object?> Claims(JsonElement key, string? subject)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = key.GetProperty("client_email").GetString(),
            ["sub"] = subject,
            ["scope"] = Sandbox.ReadOnly,
            ["aud"] = Audience,
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
    }

    private static string Sign(JsonElement key, Dictionary<string, object?> claims, string algorithm = "RS256")
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.GetProperty("private_key").GetString());
        var present = claims.Where(claim => claim.Value is not null).ToDictionary(claim => claim.Key, claim => claim.Value);
        var signed = $"{Encode(new { alg = algorithm, typ = "JWT" })}.{Encode(present)}";
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private Task<Reply> ExchangeAsync(string assertion) =>
        sandbox.FormAsync("/token", ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));
}
