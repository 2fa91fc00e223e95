using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What the callback believes, and what it does with the rest.</summary>
public sealed class CallbackTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Theory]
    [InlineData("?state=unknown&code=4/x", 404, "not_found")]
    [InlineData("?state=unknown&error=access_denied", 404, "not_found")]
    [InlineData("?state=unknown%00&code=4/x", 404, "not_found")]
    [InlineData("?state=a&state=b&code=4/x", 404, "not_found")]
    [InlineData("", 400, "validation_failed")]
    [InlineData("?code=4/x", 400, "validation_failed")]
    [InlineData("?state=&code=4/x", 400, "validation_failed")]
    [InlineData("?state=some", 400, "validation_failed")]
    public async Task An_answer_that_belongs_to_no_authorization_gets_a_page_and_its_code(string query, int status, string code)
    {
        var callback = $"{_world.PlatformUrl}oauth/google/callback{query}";
        using var person = new Browser();
        using var program = new Browser(accept: "application/json");

        (await person.ReadAsync(callback, status)).Should().Contain(code);
        await program.GetAsync(callback).ProblemAsync(status, code);
    }

    [Fact]
    public async Task A_state_that_is_too_long_is_refused()
    {
        using var program = new Browser(accept: "application/json");

        await program.GetAsync($"{_world.PlatformUrl}oauth/google/callback?code=4/x&state={new string('s', 7100)}").ProblemAsync(400, "validation_failed");
    }

    [Fact]
    public async Task N7_HEAD_uses_up_no_consent_and_takes_no_connect_link_over()
    {
        using var tenant = await _world.ATenantAsync();
        var authorization = await tenant.AuthorizeAsync();
        var consent = await _world.Google.ConsentAsync(authorization.AuthorizationUrl(), await _world.Google.APersonAsync());
        using var scanner = new HttpClient();

        using var connect = await scanner.SendAsync(new HttpRequestMessage(HttpMethod.Head, authorization.Text("connectUrl")));
        using var callback = await scanner.SendAsync(new HttpRequestMessage(HttpMethod.Head, consent.RedirectUrl));

        connect.Should().HaveStatusCode(System.Net.HttpStatusCode.MethodNotAllowed);
        callback.Should().HaveStatusCode(System.Net.HttpStatusCode.MethodNotAllowed);
        callback.Content.Headers.Allow.Should().Equal("GET");
        using var browser = new Browser();
        (await browser.FollowAsync(consent.RedirectUrl)).Should().Contain("status", "connected");
    }

    [Theory]
    [InlineData("code", "4/wrong")]
    [InlineData("iss", "https://attacker.example")]
    public async Task A_wrong_answer_connects_nobody_and_the_way_on_repairs_it(string parameter, string value)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        using var browser = new Browser();

        var outcome = await browser.FollowAsync(Urls.With(consent.RedirectUrl, parameter, value));

        outcome.Should().Contain("status", "failed").And.Contain("error", "code_exchange_failed");
        (await _world.Google.CallsAsync("token", person)).Should().Be(0, "this code never reached Google");
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(0);
        var again = Urls.With(outcome["authorizationUrl"], "prompt", "consent");
        (await _world.FollowAsync(again, person)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task A_code_that_was_made_for_another_flow_is_not_taken()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, attacker) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        var stolen = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), attacker);
        using var browser = new Browser();

        var outcome = await browser.FollowAsync(Urls.With(consent.RedirectUrl, "code", stolen.Code));

        outcome.Should().Contain("error", "code_exchange_failed", "its PKCE challenge is that of another verifier");
    }

    [Fact]
    public async Task A_posted_code_must_be_fresh_and_made_for_the_named_redirect_uri()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);

        var elsewhere = await tenant.PostProblemAsync("v1/grants", new { code, redirectUri = "postmessage" }, 422, "code_exchange_failed");
        var connected = await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
        var again = await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
        using var other = await _world.ATenantAsync();
        var used = await other.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 422, "code_exchange_failed");

        elsewhere.Text("reason").Should().Be("redirect_uri_mismatch");
        again.Text("id").Should().Be(connected.Text("id"), "a client that lost the answer asks again");
        used.Text("reason").Should().Be("invalid_grant");
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task The_way_on_from_a_failed_pop_up_leads_through_the_platforms_own_callback()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var problem = await tenant.PostProblemAsync("v1/grants", new { code = "4/wrong", redirectUri = "postmessage" }, 422, "code_exchange_failed");

        var consent = await _world.Google.ConsentAsync(problem.AuthorizationUrl(), person);
        using var browser = new Browser();
        (await browser.ReadAsync(consent.RedirectUrl)).Should().Contain(person);
        (await tenant.GetAsync($"v1/grants?email={person}")).GetProperty("grants").GetArrayLength().Should().Be(1);
    }
}
