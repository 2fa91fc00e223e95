using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class TokenInfoTests(Sandbox sandbox)
{
    [Fact]
    public async Task Tokeninfo_describes_an_access_token_in_strings()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        var info = await sandbox.GetAsync($"/tokeninfo?access_token={tokens.Access}");

        info.Text("aud").Should().Be(Sandbox.ClientId);
        info.Text("azp").Should().Be(Sandbox.ClientId);
        info.Text("email").Should().Be(email);
        info.Text("access_type").Should().Be("offline");
        info.Json.EnumerateObject().Should().OnlyContain(claim => claim.Value.ValueKind == System.Text.Json.JsonValueKind.String);
    }

    [Theory]
    [InlineData("/tokeninfo", "aud", "Bearer")]
    [InlineData("/oauth2/v3/tokeninfo", "aud", "OAuth")]
    [InlineData("/oauth2/v1/tokeninfo", "audience", "Bearer")]
    [InlineData("/oauth2/v2/tokeninfo", "audience", "Bearer")]
    public async Task G7_Tokeninfo_describes_the_token_of_the_header(string path, string audience, string scheme)
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new(scheme, tokens.Access);

        var info = await Reply.OfAsync(await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken));

        info.Text(audience).Should().Be(Sandbox.ClientId, info.Body);
    }

    [Fact]
    public async Task Without_identity_scopes_it_tells_nobody()
    {
        var code = await sandbox.CodeAsync(await sandbox.AddPersonAsync(), ("scope", Sandbox.ReadOnly), ("access_type", null));
        var access = (await sandbox.ExchangeAsync(code)).Text("access_token");

        var info = await sandbox.FormAsync("/tokeninfo", ("access_token", access));

        info.Text("sub").Should().BeNull();
        info.Text("email").Should().BeNull();
        info.Text("access_type").Should().Be("online");
    }

    [Fact]
    public async Task It_describes_an_id_token_with_its_header()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        var info = await sandbox.GetAsync($"/tokeninfo?id_token={tokens.Id}");

        info.Text("email").Should().Be(email);
        info.Text("alg").Should().Be("RS256");
        info.Text("kid").Should().NotBeNull();
    }

    [Theory]
    [InlineData("access_token=ya29.nothing")]
    [InlineData("id_token=a.b.c")]
    [InlineData("")]
    public async Task What_is_no_token_is_an_invalid_value(string query)
    {
        var info = await sandbox.GetAsync($"/tokeninfo?{query}");

        info.Status.Should().Be(HttpStatusCode.BadRequest);
        info.Text("error").Should().Be("invalid_token");
        info.Text("error_description").Should().Be("Invalid Value");
    }

    [Fact]
    public async Task Version_two_has_its_own_words()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        var info = await sandbox.GetAsync($"/oauth2/v2/tokeninfo?access_token={tokens.Access}");

        info.Text("issued_to").Should().Be(Sandbox.ClientId);
        info.Text("email").Should().Be(email);
        info.Json.GetProperty("verified_email").GetBoolean().Should().BeTrue();
        info.Json.GetProperty("expires_in").GetInt32().Should().BeGreaterThan(3000);
    }

    [Theory]
    [InlineData("/v1/userinfo")]
    [InlineData("/oauth2/v3/userinfo")]
    public async Task Userinfo_follows_the_scopes(string path)
    {
        var email = await sandbox.AddPersonAsync(name: "Ada Byron");
        var tokens = await sandbox.ConnectAsync(email);

        var info = await sandbox.GetAsync(path, tokens.Access);

        info.Text("sub").Should().MatchRegex("^1[0-9]{20}$");
        info.Text("name").Should().Be("Ada Byron");
        info.Text("email").Should().Be(email);
        info.Json.GetProperty("email_verified").GetBoolean().Should().BeTrue();
        (await sandbox.GetAsync(info.Text("picture")!)).ContentType.Should().Be("image/svg+xml");
    }

    [Fact]
    public async Task Userinfo_of_version_two_spells_differently()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());

        var info = await sandbox.GetAsync("/oauth2/v2/userinfo", tokens.Access);

        info.Text("id").Should().NotBeNull();
        info.Json.GetProperty("verified_email").GetBoolean().Should().BeTrue();
        info.Text("sub").Should().BeNull();
    }

    [Fact]
    public async Task Userinfo_refuses_a_bad_token_flatly_and_version_two_in_the_envelope()
    {
        var flat = await sandbox.GetAsync("/v1/userinfo", "ya29.nothing");
        var envelope = await sandbox.GetAsync("/oauth2/v2/userinfo", "ya29.nothing");

        flat.Status.Should().Be(HttpStatusCode.Unauthorized);
        flat.Text("error_description").Should().Be("Invalid Credentials");
        envelope.Text("error.status").Should().Be("UNAUTHENTICATED");
    }
}
