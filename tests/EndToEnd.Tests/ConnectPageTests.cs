using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>The hosted connect page, and the pages that speak to a person whose application named no return URL.</summary>
public sealed class ConnectPageTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task The_connect_page_says_who_asks_for_what_and_leads_to_Google()
    {
        using var tenant = await _world.ATenantAsync();
        var started = await tenant.AuthorizeAsync(new { loginHint = "ada@example.com" });
        using var browser = new Browser();

        var page = await browser.ReadAsync(started.Text("connectUrl")!);

        page.Should().Contain("Test tenant").And.Contain("Read your mail").And.Contain("ada@example.com").And.NotContain("o/oauth2");
        (await browser.ContinueAsync(started.Text("connectUrl")!)).Should().Contain(started.AuthorizationUrl());
    }

    [Fact]
    public async Task O17_two_links_that_are_open_at_once_in_a_fresh_browser_both_work()
    {
        using var tenant = await _world.ATenantAsync();
        var (ada, bob) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var (first, second) = (await tenant.AuthorizeAsync(), await tenant.AuthorizeAsync());
        using var browser = new Browser();
        await Task.WhenAll(browser.ReadAsync(first.Text("connectUrl")!), browser.ReadAsync(second.Text("connectUrl")!));

        await Task.WhenAll(browser.ContinueAsync(first.Text("connectUrl")!), browser.ContinueAsync(second.Text("connectUrl")!));

        (await browser.FollowAsync((await _world.Google.ConsentAsync(first.AuthorizationUrl(), ada)).RedirectUrl)).Should().Contain("status", "connected");
        (await browser.FollowAsync((await _world.Google.ConsentAsync(second.AuthorizationUrl(), bob)).RedirectUrl)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task O17_scanners_that_open_the_link_after_the_person_change_nothing()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();
        using var browser = new Browser();
        await browser.ReadAsync(started.Text("connectUrl")!);
        await browser.ContinueAsync(started.Text("connectUrl")!);

        for (var i = 0; i < 3; i++)
        {
            using var scanner = new Browser();
            await scanner.ReadAsync(started.Text("connectUrl")!);
        }

        (await browser.FollowAsync((await _world.Google.ConsentAsync(started.AuthorizationUrl(), person)).RedirectUrl)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task O17_a_double_click_on_the_button_leads_on()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();
        using var browser = new Browser();
        await browser.ReadAsync(started.Text("connectUrl")!);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => browser.ContinueAsync(started.Text("connectUrl")!)));
        await browser.ContinueAsync(started.Text("connectUrl")!);

        (await browser.FollowAsync((await _world.Google.ConsentAsync(started.AuthorizationUrl(), person)).RedirectUrl)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task O12_a_person_who_denies_goes_back_and_agrees_is_connected()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();
        using var browser = new Browser();

        var denied = await browser.FollowAsync((await _world.Google.ConsentAsync(started.AuthorizationUrl(), person, deny: true)).RedirectUrl);
        var agreed = await browser.FollowAsync((await _world.Google.ConsentAsync(started.AuthorizationUrl(), person)).RedirectUrl);

        denied.Should().Contain("error", "access_denied");
        agreed.Should().Contain("status", "connected");
    }

    [Fact]
    public async Task A_callback_from_another_browser_is_refused_and_uses_nothing_up()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();
        using var theirs = new Browser();
        using var another = new Browser();
        using var program = new Browser(accept: "application/json");
        await theirs.ContinueAsync(started.Text("connectUrl")!);
        var consent = await _world.Google.ConsentAsync(started.AuthorizationUrl(), person);

        (await another.ReadAsync(consent.RedirectUrl, expectedStatus: 403)).Should().Contain("forbidden");
        await program.GetAsync(consent.RedirectUrl).ProblemAsync(403, "forbidden");

        (await _world.Google.CallsAsync("token", person)).Should().Be(0);
        (await theirs.FollowAsync(consent.RedirectUrl)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task A_used_link_offers_to_start_again_in_the_same_place()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, state = "mine" });
        var connectUrl = started.Text("connectUrl")!;
        using var browser = new Browser();
        await browser.ContinueAsync(connectUrl);
        var first = await browser.FollowAsync((await _world.Google.ConsentAsync(started.AuthorizationUrl(), person)).RedirectUrl);

        (await browser.ReadAsync(connectUrl)).Should().Contain("Start again").And.NotContain("o/oauth2/v2/auth");
        var restarted = await browser.SubmitAsync(connectUrl);
        var page = await browser.ContinueAsync(restarted);

        restarted.Should().Be(connectUrl);
        var second = await browser.FollowAsync((await _world.Google.ConsentAsync(LinkOn(page), person)).RedirectUrl);
        second.Should().Contain("status", "connected").And.Contain("grantId", first["grantId"]).And.Contain("state", "mine");
    }

    [Fact]
    public async Task Starting_a_pending_link_again_leaves_it_as_it_is()
    {
        using var tenant = await _world.ATenantAsync();
        var started = await tenant.AuthorizeAsync();
        using var browser = new Browser();

        await browser.SubmitAsync(started.Text("connectUrl")!);

        (await browser.ContinueAsync(started.Text("connectUrl")!)).Should().Contain(started.AuthorizationUrl());
    }

    [Theory]
    [InlineData("connect/0190f3a1-0000-7000-8000-000000000000")]
    [InlineData("connect/0190f3a1")]
    [InlineData("connect")]
    public async Task A_link_that_is_unknown_or_cut_off_gets_a_page_that_says_so_and_a_problem_for_a_program(string link)
    {
        using var browser = new Browser();
        using var program = new Browser(accept: "application/json");

        (await browser.ReadAsync($"{_world.PlatformUrl}{link}", expectedStatus: 404)).Should().Contain("This link is not known");
        await program.GetAsync($"{_world.PlatformUrl}{link}").ProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task Without_a_return_url_a_connected_person_reads_a_page_and_a_program_JSON()
    {
        using var tenant = await _world.ATenantAsync();
        var (ada, bob) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        using var browser = new Browser();
        using var program = new Browser(accept: "application/json");

        var page = await browser.ReadAsync((await ConsentAsync(tenant, ada)).RedirectUrl);
        using var answer = await program.GetAsync((await ConsentAsync(tenant, bob)).RedirectUrl);

        page.Should().Contain("Your account is connected").And.Contain(ada);
        (await answer.ReadAsync(200)).Text("email").Should().Be(bob);
    }

    [Fact]
    public async Task Without_a_return_url_a_failed_consent_has_a_page_with_the_way_on_and_a_problem_for_a_program()
    {
        using var tenant = await _world.ATenantAsync();
        var (ada, bob) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        using var browser = new Browser();
        using var program = new Browser(accept: "application/json");

        var page = await browser.ReadAsync((await ConsentAsync(tenant, ada, deny: true)).RedirectUrl, expectedStatus: 422);
        var problem = await program.GetAsync((await ConsentAsync(tenant, bob, deny: true)).RedirectUrl).ProblemAsync(422, "access_denied");

        page.Should().Contain("access_denied").And.Contain("Try again");
        (await browser.ReadAsync((await _world.Google.ConsentAsync(LinkOn(page), ada)).RedirectUrl)).Should().Contain("Your account is connected");
        (await browser.ReadAsync((await _world.Google.ConsentAsync(problem.AuthorizationUrl(), bob)).RedirectUrl)).Should().Contain("Your account is connected");
    }

    private async Task<Consent> ConsentAsync(TestTenant tenant, string person, bool deny = false) =>
        await _world.Google.ConsentAsync((await tenant.AuthorizeAsync(new { })).AuthorizationUrl(), person, deny: deny);

    private string LinkOn(string page)
    {
        var start = page.IndexOf($"{_world.Settings.SandboxUrl}o/oauth2", StringComparison.Ordinal);
        return page[start..page.IndexOf('"', start)];
    }

    [Theory]
    [InlineData("google")]
    [InlineData("GOOGLE")]
    public async Task O5_A_browser_that_loads_a_form_s_address_gets_a_page_and_a_program_a_problem(string action)
    {
        using var tenant = await _world.ATenantAsync();
        var url = $"{(await tenant.AuthorizeAsync()).Text("connectUrl")}/{action}";
        using var browser = new Browser();
        using var program = new Browser(accept: "application/json");

        (await browser.ReadAsync(url, expectedStatus: 405)).Should().Contain("There is no page at this address");

        await program.GetAsync(url).ProblemAsync(405, "method_not_allowed");
    }
}
