using System.Text.Json;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary><c>get_user_info</c> of Google's guide: who a token set belongs to.</summary>
public sealed class GuideUserInfoTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    /// <summary>Id tokens that hold for nobody: no JWT, one without signature, and one that is signed with a key of its maker.</summary>
    public static TheoryData<string> Forgeries => new("not a token", Jwt("""{"alg":"none"}""", ""), Jwt("""{"alg":"HS256","kid":"x"}""", "c2lnbmF0dXJl"));

    [Fact]
    public async Task get_user_info_The_verified_id_token_says_who_it_is()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var grantId = await tenant.ConnectAsync(person);

        (await IdentitySourceAsync(tenant, grantId)).Should().Be("idToken");
        (await _world.Google.CallsAsync("userinfo", person)).Should().Be(0);
    }

    [Fact]
    public async Task get_user_info_UserInfo_is_asked_when_no_id_token_came()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.BreakAsync(new { endpoint = "token", person, omit = new[] { "id_token" } });

        var grantId = await tenant.ConnectAsync(person);

        (await IdentitySourceAsync(tenant, grantId)).Should().Be("userInfo");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("email").Should().Be(person);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task get_user_info_A_forged_id_token_is_not_believed(string forgery)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.BreakAsync(new { endpoint = "token", person, replace = new { id_token = forgery } });

        var grantId = await tenant.ConnectAsync(person);

        (await IdentitySourceAsync(tenant, grantId)).Should().Be("userInfo");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("email").Should().Be(person);
    }

    [Fact]
    public async Task get_user_info_An_id_token_for_another_application_is_not_believed()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, stranger) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        await _world.Google.BreakAsync(new { endpoint = "token", person, replace = new { id_token = await IdTokenOfAnotherApplicationAsync(stranger) } });

        var grantId = await tenant.ConnectAsync(person);

        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("email").Should().Be(person);
    }

    [Fact]
    public async Task get_user_info_UserInfo_is_asked_while_Googles_signing_keys_cannot_be_had()
    {
        await using var world = await World.StartAsync();
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        await world.Google.BreakAsync(new { endpoint = "jwks", status = 500 });

        var grantId = await tenant.ConnectAsync(person);

        (await IdentitySourceAsync(tenant, grantId)).Should().Be("userInfo");
    }

    [Fact]
    public async Task get_user_info_An_id_token_with_the_nonce_of_another_flow_is_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();

        var outcome = await _world.FollowAsync(Urls.With(started.AuthorizationUrl(), "nonce", "injected"), person);

        outcome.Should().Contain("status", "failed").And.Contain("error", "code_exchange_failed");
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(0);
        Urls.QueryOf(outcome["authorizationUrl"]).Should().Contain("prompt", "consent", "the refresh token of this code is lost");
        (await _world.FollowAsync(outcome["authorizationUrl"], person)).Should().Contain("status", "connected");
    }

    private static async Task<string?> IdentitySourceAsync(TestTenant tenant, string grantId)
    {
        var events = (await tenant.GetAsync($"v1/grants/{grantId}/history")).GetProperty("events").EnumerateArray();
        return events.Single(e => e.Text("type") == "code_exchanged").GetProperty("data").Text("identitySource");
    }

    private async Task<string> IdTokenOfAnotherApplicationAsync(string person)
    {
        const string clientId = "another-client.apps.googleusercontent.com";
        var redirectUris = new[] { WorldSettings.ClientRedirectUri };
        await _world.Google.PostAsync("sandbox/clients", new { clientId, clientSecret = "other", redirectUris }, expectedStatus: 201);
        var url = Urls.With(ClientFlow.AuthorizationUrl(_world), "client_id", clientId);
        var consent = await _world.Google.ConsentAsync(url, person);
        using var sandbox = new HttpClient { BaseAddress = _world.Settings.SandboxUrl };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = clientId,
            ["client_secret"] = "other",
            ["code"] = consent.Code!,
            ["redirect_uri"] = WorldSettings.ClientRedirectUri,
        });
        using var answer = await sandbox.PostAsync("token", form);
        return (await answer.ReadAsync(200)).Text("id_token")!;
    }

    private static string Jwt(string header, string signature)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { sub = "1", email = "forged@example.com", aud = WorldSettings.ClientId, exp = 4102444800 });
        return $"{WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(header))}.{WebEncoders.Base64UrlEncode(claims)}.{signature}";
    }
}
