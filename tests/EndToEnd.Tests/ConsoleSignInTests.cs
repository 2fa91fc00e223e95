using System.Net;
using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>How people get into the console and out of it, and how they do not.</summary>
public sealed class ConsoleSignInTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Theory]
    [InlineData(WorldSettings.Admin, "admin")]
    [InlineData(WorldSettings.Auditor, "auditor")]
    [InlineData(WorldSettings.Operator, "operator")]
    public async Task A_person_is_led_to_the_issuer_and_back_to_the_page_with_the_role_of_their_verified_address(string email, string role)
    {
        await _world.Google.EnsurePersonAsync(email);
        using var visitor = new ConsoleVisitor(_world);

        var issuer = await visitor.StartAsync("/console?from=here");
        using var back = await visitor.GetAsync(await visitor.CallbackAsync(issuer, email));

        Urls.QueryOf(issuer).Should().Contain("response_type", "code").And.Contain("code_challenge_method", "S256").And.ContainKeys("code_challenge", "nonce", "state");
        Urls.QueryOf(issuer)["redirect_uri"].Should().Be($"{_world.PlatformUrl}console/signed-in");
        back.StatusCode.Should().Be(HttpStatusCode.Redirect);
        back.Headers.Location!.ToString().Should().Be("/console?from=here");
        (await visitor.ReadAsync("/console")).Should().Contain(email.Split('@')[0]).And.Contain($"<small>{role}</small>");
    }

    [Fact]
    public async Task A_claim_gives_a_role_too()
    {
        var email = $"{Guid.NewGuid():N}@auditors.example";
        await _world.Google.PostAsync("sandbox/people", new { email, hostedDomain = "auditors.example" }, expectedStatus: 201);

        using var visitor = new ConsoleVisitor(_world);
        using var back = await visitor.SignInAsync(email);

        (await visitor.ReadAsync("/console")).Should().Contain("<small>auditor</small>");
    }

    [Fact]
    public async Task The_session_rests_in_a_cookie_that_no_script_reads_and_that_ends_with_the_browser()
    {
        await _world.Google.EnsurePersonAsync(WorldSettings.Admin);
        using var visitor = new ConsoleVisitor(_world);

        using var back = await visitor.SignInAsync(WorldSettings.Admin);

        var cookie = back.Headers.GetValues("Set-Cookie").Should().ContainSingle(text => text.StartsWith("gp-console=", StringComparison.Ordinal)).Subject;
        cookie.Should().Contain("path=/").And.Contain("httponly").And.Contain("samesite=lax").And.NotContain("expires").And.NotContain("max-age").And.NotContain("domain");
    }

    [Fact]
    public async Task Without_a_role_there_is_a_readable_page_and_no_session_and_that_is_written_down()
    {
        using var visitor = new ConsoleVisitor(_world);
        using var back = await visitor.SignInAsync(await _world.Google.APersonAsync());

        (await ConsoleVisitor.ReadAsync(back, 403)).Should().Contain("No role is yours").And.Contain("no_console_role");
        (await ActionsAsync()).Should().Contain(ConsoleAction.SignInRefused);
        using var console = await visitor.GetAsync("/console");
        console.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_address_that_the_issuer_has_not_verified_gives_no_role()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        await _world.Google.EnsurePersonAsync(email);
        await _world.Google.EnsurePersonAsync("somebody.else@console.example");
        await _world.Google.PatchAsync("sandbox/people/somebody.else@console.example", new { emailUnverified = true });
        using var visitor = new ConsoleVisitor(_world);

        using var refused = await visitor.SignInAsync("somebody.else@console.example");
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);

        await _world.Google.PatchAsync("sandbox/people/somebody.else@console.example", new { emailUnverified = false });
        using var admitted = await visitor.SignInAsync("somebody.else@console.example");
        admitted.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_answer_that_belongs_to_no_sign_in_of_this_browser_lets_nobody_in()
    {
        await _world.Google.EnsurePersonAsync(WorldSettings.Admin);
        using var visitor = new ConsoleVisitor(_world);
        using var stranger = new ConsoleVisitor(_world);
        var callback = await visitor.CallbackAsync(await visitor.StartAsync(), WorldSettings.Admin);
        await stranger.StartAsync();

        foreach (var address in new[] { callback, callback.Replace("state=", "state=x", StringComparison.Ordinal), $"{_world.PlatformUrl}console/signed-in", $"{_world.PlatformUrl}console/signed-in?error=access_denied" })
        {
            using var refused = await stranger.GetAsync(address);
            (await ConsoleVisitor.ReadAsync(refused, 400)).Should().Contain("The sign-in did not finish").And.Contain("sign_in_failed");
        }

        using var console = await stranger.GetAsync("/console");
        console.StatusCode.Should().Be(HttpStatusCode.Redirect);
        using var rightly = await visitor.GetAsync(callback);
        rightly.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_code_counts_once()
    {
        await _world.Google.EnsurePersonAsync(WorldSettings.Admin);
        using var visitor = new ConsoleVisitor(_world);
        var callback = await visitor.CallbackAsync(await visitor.StartAsync(), WorldSettings.Admin);
        using var first = await visitor.GetAsync(callback);

        using var second = await visitor.GetAsync(callback);

        first.StatusCode.Should().Be(HttpStatusCode.Redirect);
        second.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("https://evil.example/console")]
    [InlineData("//evil.example")]
    [InlineData("/v1/grants")]
    [InlineData("/\\evil.example")]
    [InlineData("/console/\r\nSet-Cookie: a=b")]
    [InlineData("/console?a=\0")]
    [InlineData("/console/\u00e9")]
    public async Task S14_A_sign_in_leads_to_no_page_but_ours(string returnUrl)
    {
        await _world.Google.EnsurePersonAsync(WorldSettings.Admin);
        using var visitor = new ConsoleVisitor(_world);
        using var toIssuer = await visitor.GetAsync($"/console/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        using var back = await visitor.GetAsync(await visitor.CallbackAsync(toIssuer.Headers.Location!.ToString(), WorldSettings.Admin));

        back.Headers.Location!.ToString().Should().Be("/console");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server_so_that_a_copied_cookie_is_worth_nothing()
    {
        using var visitor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Operator);
        using var thief = new ConsoleVisitor(_world);
        thief.Cookies.Add(visitor.Cookies.GetCookies(_world.PlatformUrl));
        await thief.ReadAsync("/console");

        using var answer = await visitor.SubmitAsync("/console", "/console/sign-out");

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await visitor.ReadAsync(answer.Headers.Location!.ToString())).Should().Contain("You are signed out");
        visitor.Cookies.GetCookies(_world.PlatformUrl).Should().NotContain(cookie => cookie.Name == "gp-console");
        using var stolen = await thief.GetAsync("/console");
        stolen.StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await ActionsAsync()).Should().Contain([ConsoleAction.SignedIn, ConsoleAction.SignedOut]);
    }

    [Fact]
    public async Task An_admin_ends_anothers_session_and_nobody_else_does()
    {
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);
        var sessions = await _world.SendAsync(new ListConsoleSessions());
        var ofAuditor = sessions.First(session => session.Person.Email == WorldSettings.Auditor).Session.Id;
        var ofAdmin = sessions.First(session => session.Person.Email == WorldSettings.Admin).Session.Id;

        using var refused = await auditor.SubmitAsync("/console", $"/console/people/sessions/{ofAdmin}/end");
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var ended = await admin.SubmitAsync("/console/people", $"/console/people/sessions/{ofAuditor}/end");
        ended.StatusCode.Should().Be(HttpStatusCode.SeeOther);

        using var shutOut = await auditor.GetAsync("/console");
        shutOut.StatusCode.Should().Be(HttpStatusCode.Redirect);
        await admin.ReadAsync("/console");
        // Others use the console at the same time: the page shows the latest of all of them.
        var person = sessions.First(session => session.Person.Email == WorldSettings.Admin).Person.Id;
        (await admin.ReadAsync($"/console/people?person={Uri.EscapeDataString(person)}")).Should().Contain("Session ended");
    }

    [Fact]
    public async Task A_form_without_this_persons_token_changes_nothing()
    {
        using var visitor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Operator);
        using var other = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);

        using var without = await visitor.PostAsync("/console/sign-out");
        (await ConsoleVisitor.ReadAsync(without, 400)).Should().Contain("Please send that again").And.Contain("form_expired");
        using var wrong = await visitor.PostAsync("/console/sign-out", ("__RequestVerificationToken", "CfDJ8nonsense"));
        wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest);

        await visitor.ReadAsync("/console");
    }

    [Fact]
    public async Task A_program_without_a_session_gets_a_problem_and_no_redirect()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = _world.PlatformUrl };
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");

        await http.GetAsync("console").ProblemAsync(401, "unauthenticated");
        await http.PostAsync("console/sign-out", content: null).ProblemAsync(401, "unauthenticated");
        await http.GetAsync("hangfire").ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task An_API_key_opens_no_page_and_a_session_opens_no_API()
    {
        using var tenant = await _world.ATenantAsync();
        using var visitor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);

        using var page = await tenant.Api.GetAsync("console");
        page.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        using var api = await visitor.GetAsync("/v1/grants");
        api.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private async Task<IReadOnlyList<ConsoleAction>> ActionsAsync() =>
        [.. (await _world.SendAsync(new ListConsoleAccess(PersonId: null, new Application.PageRequest(500, PageToken: null)))).Items.Select(named => named.Access.Action)];
}
