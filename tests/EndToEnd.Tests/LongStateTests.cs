using System.Net;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>The application's state, whatever is in it: what is accepted comes back whole, and no URL grows with it.</summary>
public sealed class LongStateTests(SharedWorld shared)
{
    /// <summary>Browsers, proxies and mail programs pass on URLs of this length.</summary>
    private const int LongestUrl = 2048;

    /// <summary>A buffer of 4 KiB less the other headers of the answer.</summary>
    private const int LongestLocation = 3300;

    private readonly World _world = shared.World;

    public static TheoryData<string> AcceptedStates => new(
        string.Concat(Enumerable.Repeat("aB3+/zZ9==", 60)),
        string.Concat(Enumerable.Repeat("""{"k":"v /?&=#%"},""", 20)),
        string.Concat(Enumerable.Repeat("ü", 150)),
        string.Concat(Enumerable.Repeat("😀", 80)),
        "  leading, trailing and double  ",
        "%2B%00+%");

    public static TheoryData<string> LongStates => new(
        string.Concat(Enumerable.Repeat("aB3+/zZ9==", 200)),
        string.Concat(Enumerable.Repeat("""{"k":"v"},""", 200)),
        new string('ü', 2000),
        string.Concat(Enumerable.Repeat("😀", 1000)));

    [Theory]
    [MemberData(nameof(AcceptedStates))]
    public async Task O10_A_state_that_is_accepted_comes_back_whole_after_each_repair_and_no_URL_grows_with_it(string state)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var url = (await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, state })).AuthorizationUrl();
        for (var repair = 0; repair < 3; repair++)
        {
            url.Length.Should().BeLessThan(LongestUrl);
            var denied = await ReturnAsync(url, person, deny: true);
            denied.Should().Contain("state", state).And.Contain("error", "access_denied");
            url = denied["authorizationUrl"];
        }

        (await ReturnAsync(url, person, deny: false)).Should().Contain("state", state).And.Contain("status", "connected");
    }

    [Theory]
    [MemberData(nameof(LongStates))]
    public async Task O10_A_state_that_a_return_URL_cannot_carry_is_refused_at_the_start(string state)
    {
        using var tenant = await _world.ATenantAsync();

        var problem = await tenant.PostProblemAsync("v1/authorizations", new { returnUrl = WorldSettings.ReturnUrl, state }, 400, "validation_failed");

        problem.ToString().Should().Contain("1200 characters together").And.Contain("random key");
    }

    [Theory]
    [MemberData(nameof(LongStates))]
    public async Task O10_Without_a_return_URL_a_long_state_is_kept_and_its_repair_URL_is_short(string state)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var authorization = await tenant.AuthorizeAsync(new { state });
        var consent = await _world.Google.ConsentAsync(authorization.AuthorizationUrl(), person, deny: true);
        using var browser = new Browser(accept: "application/json");

        using var answer = await browser.GetAsync(consent.RedirectUrl);
        var repair = (await answer.Content.ReadAsStringAsync()).Split('"').Single(text => text.Contains("client_id=", StringComparison.Ordinal));

        repair = WebUtility.HtmlDecode(repair).Replace("\\u0026", "&", StringComparison.Ordinal);
        repair.Length.Should().BeLessThan(LongestUrl);
        (await tenant.GetAsync($"v1/authorizations/{authorization.Text("id")}")).Text("state").Should().Be(state);
        await new Browser().ReadAsync((await _world.Google.ConsentAsync(repair, person)).RedirectUrl, 200);
    }

    [Theory]
    [MemberData(nameof(LongStates))]
    public async Task O10_A_code_with_a_state_that_no_repair_URL_can_carry_is_refused_before_it_is_spent(string state)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = (await _world.Google.ConsentAsync(ClientFlow.AuthorizationUrl(_world), person)).Code;

        await tenant.PostProblemAsync("v1/grants", new { code, redirectUri = WorldSettings.ClientRedirectUri, state }, 400, "validation_failed");

        await tenant.PostAsync("v1/grants", new { code, redirectUri = WorldSettings.ClientRedirectUri }, expectedStatus: 201);
    }

    [Fact]
    public async Task O10_A_repair_URL_leads_to_the_return_URL_only_while_the_tenant_has_it()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = (await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl }))["grantId"];
        await _world.Google.DoAsync(person, "revoke");

        var problem = await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required");

        problem.AuthorizationUrl().Length.Should().BeLessThan(LongestUrl);
        (await ReturnAsync(problem.AuthorizationUrl(), person, deny: false)).Should().Contain("grantId", grantId);
    }

    /// <summary>Answers Google's consent page and reads the return URL that the callback redirects to.</summary>
    private async Task<IReadOnlyDictionary<string, string>> ReturnAsync(string url, string person, bool deny)
    {
        var consent = await _world.Google.ConsentAsync(url, person, deny: deny);
        consent.RedirectUrl.Length.Should().BeLessThan(LongestUrl);
        using var browser = new Browser();
        using var answer = await browser.GetAsync(consent.RedirectUrl);
        var location = answer.Headers.Location!.AbsoluteUri;
        location.Length.Should().BeLessThan(LongestLocation);
        return Urls.QueryOf(location);
    }
}
