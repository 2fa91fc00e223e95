using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class CodeExchangeTests(Sandbox sandbox)
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string S256Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public async Task A_code_brings_tokens_in_Googles_shape()
    {
        var email = await sandbox.AddPersonAsync();

        var reply = await sandbox.ExchangeAsync(await sandbox.CodeAsync(email));

        reply.Status.Should().Be(HttpStatusCode.OK);
        reply.Headers.CacheControl!.NoStore.Should().BeTrue();
        reply.Text("access_token").Should().StartWith("ya29.");
        reply.Text("refresh_token").Should().StartWith("1//0");
        reply.Text("expires_in").Should().Be("3599");
        reply.Text("token_type").Should().Be("Bearer");
        reply.Text("id_token").Should().StartWith("eyJ");
        reply.Text("refresh_token_expires_in").Should().BeNull();
    }

    [Fact]
    public async Task Without_an_identity_scope_there_is_no_id_token()
    {
        var email = await sandbox.AddPersonAsync();

        var reply = await sandbox.ExchangeAsync(await sandbox.CodeAsync(email, ("scope", Sandbox.ReadOnly)));

        reply.Text("id_token").Should().BeNull();
    }

    public static TheoryData<string, string?, HttpStatusCode, string, string> Mistakes => new()
    {
        { "grant_type", null, HttpStatusCode.BadRequest, "unsupported_grant_type", "Invalid grant_type: " },
        { "grant_type", "password", HttpStatusCode.BadRequest, "unsupported_grant_type", "Invalid grant_type: password" },
        { "client_id", null, HttpStatusCode.BadRequest, "invalid_request", "Could not determine client ID from request." },
        { "client_id", "nobody", HttpStatusCode.Unauthorized, "invalid_client", "The OAuth client was not found." },
        { "client_secret", null, HttpStatusCode.BadRequest, "invalid_request", "client_secret is missing." },
        { "client_secret", "wrong", HttpStatusCode.Unauthorized, "invalid_client", "The provided client secret is invalid." },
        { "code", null, HttpStatusCode.BadRequest, "invalid_request", "Missing required parameter: code" },
        { "code", "rubbish", HttpStatusCode.BadRequest, "invalid_grant", "Malformed auth code." },
        { "redirect_uri", null, HttpStatusCode.BadRequest, "invalid_request", "Missing parameter: redirect_uri" },
        { "redirect_uri", "http://localhost:8080/other", HttpStatusCode.BadRequest, "redirect_uri_mismatch", "Bad Request" },
        { "redirect_uri", "postmessage", HttpStatusCode.BadRequest, "redirect_uri_mismatch", "Bad Request" },
        { "code_verifier", Verifier, HttpStatusCode.BadRequest, "invalid_grant", "code_verifier or verifier is not needed." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_gets_Googles_own_error(string field, string? value, HttpStatusCode status, string error, string description)
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync());

        var reply = await ExchangeAsync(code, (field, value));

        Expect(reply, status, error, description);
        (await ExchangeAsync(code)).Status.Should().Be(HttpStatusCode.OK, "a refused exchange leaves the code usable");
    }

    [Fact]
    public async Task Wrong_credentials_are_told_before_a_wrong_code()
    {
        var reply = await ExchangeAsync("rubbish", ("client_secret", "wrong"));

        reply.Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync());
        await sandbox.ExchangeAsync(code);

        Expect(await sandbox.ExchangeAsync(code), HttpStatusCode.BadRequest, "invalid_grant", "Bad Request");
    }

    [Fact]
    public async Task Of_many_exchanges_of_one_code_one_succeeds()
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sandbox.ExchangeAsync(code)));

        replies.Count(reply => reply.Status == HttpStatusCode.OK).Should().Be(1);
    }

    [Fact]
    public async Task A_code_of_another_client_is_no_good()
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync());
        var other = await sandbox.AddClientAsync();

        Expect(await sandbox.ExchangeAsync(code, other), HttpStatusCode.BadRequest, "invalid_grant", "Bad Request");
    }

    [Theory]
    [InlineData("S256", S256Challenge)]
    [InlineData("plain", Verifier)]
    [InlineData(null, Verifier)]
    public async Task A_proof_key_must_fit(string? method, string challenge)
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync(), ("code_challenge", challenge), ("code_challenge_method", method));

        Expect(await sandbox.ExchangeAsync(code), HttpStatusCode.BadRequest, "invalid_grant", "Missing code verifier.");
        Expect(await sandbox.ExchangeAsync(code, verifier: new string('x', 43)), HttpStatusCode.BadRequest, "invalid_grant", "Invalid code verifier.");
        (await sandbox.ExchangeAsync(code, verifier: Verifier)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_client_may_authenticate_by_basic()
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token")
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", Sandbox.RedirectUri),
            ]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sandbox.ClientId}:{Sandbox.ClientSecret}")));

        var reply = await Reply.OfAsync(await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken));

        reply.Status.Should().Be(HttpStatusCode.OK, reply.Body);
    }

    [Theory]
    [InlineData("storagerelay://http/localhost:8080?id=auth1", null)]
    [InlineData("postmessage", "http://localhost:8080")]
    public async Task A_code_from_a_popup_is_exchanged_with_postmessage_only(string redirectUri, string? origin)
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync(), ("redirect_uri", redirectUri), ("origin", origin));

        Expect(await sandbox.ExchangeAsync(code), HttpStatusCode.BadRequest, "redirect_uri_mismatch", "Bad Request");
        (await sandbox.ExchangeAsync(code, redirectUri: "postmessage")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("application/json", "{\"grant_type\":\"authorization_code\"}")]
    [InlineData("application/x-www-form-urlencoded", "%%%===&&&")]
    public async Task A_body_that_is_no_form_is_a_mistake_of_the_caller(string contentType, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, contentType);

        var reply = await Reply.OfAsync(await sandbox.Http.PostAsync("/token", content, TestContext.Current.CancellationToken));

        reply.Text("error").Should().Be("unsupported_grant_type");
    }

    [Fact]
    public async Task A_form_beyond_all_limits_is_a_bad_request()
    {
        var fields = Enumerable.Range(0, 2000).Select(number => ($"field{number}", (string?)"x"));

        (await sandbox.FormAsync("/token", [.. fields])).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_disabled_client_gets_no_tokens()
    {
        var clientId = await sandbox.AddClientAsync();
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync(), ("client_id", clientId));
        await sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { disabled = true });

        Expect(await sandbox.ExchangeAsync(code, clientId), HttpStatusCode.Unauthorized, "disabled_client", "The OAuth client was disabled.");
    }

    private Task<Reply> ExchangeAsync(string code, params (string Name, string? Value)[] changes)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["client_id"] = Sandbox.ClientId,
            ["client_secret"] = Sandbox.ClientSecret,
            ["redirect_uri"] = Sandbox.RedirectUri,
        };
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }

        return sandbox.FormAsync("/token", [.. fields.Select(field => (field.Key, field.Value))]);
    }

    private static void Expect(Reply reply, HttpStatusCode status, string error, string description)
    {
        reply.Status.Should().Be(status, reply.Body);
        reply.Text("error").Should().Be(error);
        reply.Text("error_description").Should().Be(description);
    }
}
