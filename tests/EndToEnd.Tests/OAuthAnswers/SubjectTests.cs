using System.Text.Json;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests.OAuthAnswers;

/// <summary>An id_token that Google signed, and that names nobody: UserInfo says who it is, or nobody does.</summary>
public sealed class SubjectTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    public static TheoryData<string> NoSubjects => new("absent", "\"\"", "\" \"", "null", "5", "true", "[\"1\"]", "{}", "\"a\\u0000b\"", $"\"{new string('1', 256)}\"", "\"é\"");

    [Theory]
    [MemberData(nameof(NoSubjects))]
    public async Task O4_an_id_token_that_names_nobody_leaves_it_to_UserInfo(string sub)
    {
        using var tenant = await _world.ATenantAsync();
        var (one, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());

        var byCode = (await tenant.PostAsync("v1/grants", ClientFlow.Exchange(await CodeAsync(one, sub)), expectedStatus: 201)).Text("id");
        var byCallback = await CallbackAsync(tenant, other, sub);

        byCallback["grantId"].Should().NotBe(byCode);
        (await tenant.GetAsync($"v1/grants/{byCode}")).Text("email").Should().Be(one);
        (await tenant.GetAsync($"v1/grants/{byCallback["grantId"]}")).Text("email").Should().Be(other);
    }

    [Theory]
    [MemberData(nameof(NoSubjects))]
    public async Task O4_where_UserInfo_names_nobody_either_there_is_no_grant(string sub)
    {
        using var tenant = await _world.ATenantAsync();
        var (one, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        foreach (var person in new[] { one, other })
        {
            await _world.Google.BreakAsync(new { endpoint = "userinfo", person, body = new Dictionary<string, JsonElement> { ["sub"] = Value(sub), ["email"] = Value("\"x@example.com\"") } });
        }

        (await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(await CodeAsync(one, sub)), 502, "no_user_id")).AuthorizationUrl().Should().NotBeEmpty();
        (await CallbackAsync(tenant, other, sub))["error"].Should().Be("no_user_id");

        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task O4_a_wrong_nonce_is_refused_also_where_the_id_token_names_nobody()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        (await CallbackAsync(tenant, person, "absent", nonce: "another"))["error"].Should().Be("code_exchange_failed");
    }

    [Fact]
    public async Task O4_UserInfo_that_names_another_person_than_an_id_token_which_cannot_be_checked_is_not_believed()
    {
        await using var world = await World.StartAsync();
        using var tenant = await world.ATenantAsync();
        var (person, other) = (await world.Google.APersonAsync(), await world.Google.APersonAsync());
        await world.Google.BreakAsync(new { endpoint = "jwks", status = 500 });
        await world.Google.BreakAsync(new { endpoint = "userinfo", person, replace = new { sub = "1234567890" } });

        await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(world, person)), 502, "no_user_id");
        await tenant.PostAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(world, other)), expectedStatus: 201);
    }

    private async Task<string> CodeAsync(string person, string sub)
    {
        var code = await ClientFlow.CodeAsync(_world, person);
        await ReplaceAsync(person, await SignAsync(sub, nonce: null));
        return code;
    }

    private async Task<IReadOnlyDictionary<string, string>> CallbackAsync(TestTenant tenant, string person, string sub, string? nonce = null)
    {
        var url = (await tenant.AuthorizeAsync()).AuthorizationUrl();
        await ReplaceAsync(person, await SignAsync(sub, nonce ?? QueryHelpers.ParseQuery(new Uri(url).Query)["nonce"].ToString()));
        return await tenant.ReturnAsync((await _world.Google.ConsentAsync(url, person)).RedirectUrl);
    }

    private Task<string> ReplaceAsync(string person, string idToken) =>
        _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", times = 1, replace = new { id_token = idToken } });

    private async Task<string> SignAsync(string sub, string? nonce)
    {
        using var http = new HttpClient();
        var discovery = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri($"{_world.Settings.SandboxUrl}.well-known/openid-configuration")));
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = discovery.Text("issuer"),
            ["aud"] = WorldSettings.ClientId,
            ["exp"] = _world.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
            ["nonce"] = nonce,
        };
        if (sub != "absent")
        {
            claims["sub"] = Value(sub);
        }

        return (await _world.Google.PostAsync("sandbox/keys/sign", claims)).Text("token")!;
    }

    private static JsonElement Value(string json) => JsonSerializer.Deserialize<JsonElement>(json == "absent" ? "null" : json);
}
