using System.Net;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>Browsers load a callback twice, several times at once, and before anybody goes there.</summary>
public sealed class RepeatedCallbackTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task O5_A_callback_that_is_loaded_again_has_the_same_outcome()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, state = "mine" })).AuthorizationUrl(), person);
        using var browser = new Browser();

        var first = await browser.FollowAsync(consent.RedirectUrl);
        var second = await browser.FollowAsync(consent.RedirectUrl);

        first.Should().Contain("status", "connected").And.Contain("state", "mine");
        second.Should().Equal(first);
        (await _world.Google.CallsAsync("token", person)).Should().Be(1, "the second load does not reach Google");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public async Task O5_A_callback_that_is_loaded_several_times_at_once_has_one_outcome(int loads)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        using var browser = new Browser();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, loads).Select(_ => browser.FollowAsync(consent.RedirectUrl)));

        outcomes.Should().AllSatisfy(outcome => outcome.Should().Equal(outcomes[0]).And.Contain("status", "connected"));
        (await _world.Google.CallsAsync("token", person)).Should().Be(1);
    }

    [Fact]
    public async Task O5_A_failure_is_repeated_with_its_code_and_reason_and_its_url_still_repairs()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.BreakAsync(new { endpoint = "token", person, drop = "after", times = 1 });
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        using var browser = new Browser();

        var first = await browser.FollowAsync(consent.RedirectUrl);
        var second = await browser.FollowAsync(consent.RedirectUrl);

        first.Should().Contain("error", "code_exchange_failed").And.Contain("reason", "codeSpent");
        second.Should().Contain("error", first["error"]).And.Contain("reason", first["reason"]);
        (await _world.FollowAsync(second["authorizationUrl"], person)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task O5_A_repair_url_may_come_back_twice_as_well()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var denied = await tenant.ConsentAsync(person, deny: true);
        var consent = await _world.Google.ConsentAsync(denied["authorizationUrl"], person);
        using var browser = new Browser();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => browser.FollowAsync(consent.RedirectUrl)));

        outcomes.Should().AllSatisfy(outcome => outcome.Should().Equal(outcomes[0]).And.Contain("status", "connected"));
    }

    [Fact]
    public async Task O5_The_outcome_is_repeated_to_the_bound_browser_alone()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();
        using var theirs = new Browser();
        using var another = new Browser();
        await theirs.ContinueAsync(started.Text("connectUrl")!);
        var consent = await _world.Google.ConsentAsync(started.AuthorizationUrl(), person);
        var first = await theirs.FollowAsync(consent.RedirectUrl);

        await another.ReadAsync(consent.RedirectUrl, expectedStatus: 403);

        (await theirs.FollowAsync(consent.RedirectUrl)).Should().Equal(first);
    }

    [Theory]
    [InlineData("Sec-Purpose", "prefetch")]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    [InlineData("Purpose", "prefetch")]
    [InlineData("X-Purpose", "preview")]
    [InlineData("X-Moz", "prefetch")]
    public async Task O5_A_speculative_load_uses_nothing_up(string header, string value)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        using var speculating = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        speculating.DefaultRequestHeaders.Add(header, value);

        using var prefetched = await speculating.GetAsync(consent.RedirectUrl);

        prefetched.Should().HaveStatusCode(HttpStatusCode.ServiceUnavailable);
        (await _world.Google.CallsAsync("token", person)).Should().Be(0);
        using var browser = new Browser();
        (await browser.FollowAsync(consent.RedirectUrl)).Should().Contain("status", "connected");
    }
}
