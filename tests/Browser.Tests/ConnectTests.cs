using GmailPlatform.Browser.Tests.Support;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GmailPlatform.Browser.Tests;

/// <summary>The way that goes well: our page, Google's, and back.</summary>
public sealed class ConnectTests(SharedWorld shared, Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_connects_an_account_with_and_without_JavaScript(bool javaScript)
    {
        await using var visitor = await Visitor.ArriveAsync(shared.World, chromium, javaScript);
        await visitor.FollowLinkAsync();
        await Expect(visitor.Page.GetByText("Read your mail and its settings")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText(visitor.Email)).ToBeVisibleAsync();

        await visitor.Button("Continue with Google").ClickAsync();
        await visitor.AllowAsync();

        await Expect(visitor.Heading("Your account is connected")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText(visitor.Email)).ToBeVisibleAsync();
        var grants = await visitor.Tenant.GetAsync($"v1/grants?email={visitor.Email}");
        grants.GetProperty("grants").EnumerateArray().Should().ContainSingle().Which.Text("status").Should().Be("active");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_ends_at_the_application_where_it_named_a_return_URL(bool javaScript)
    {
        await using var visitor = await Visitor.ArriveAsync(shared.World, chromium, javaScript);
        await visitor.AnswerAtReturnUrlAsync();
        await visitor.GoToConsentAsync(WorldSettings.ReturnUrl, state: "the application's own & more");

        await visitor.AllowAsync();

        await Expect(visitor.Page).ToHaveTitleAsync("The application");
        var outcome = QueryHelpers.ParseQuery(new Uri(visitor.Page.Url).Query);
        outcome["status"].ToString().Should().Be("connected");
        outcome["state"].ToString().Should().Be("the application's own & more");
        var grant = await visitor.Tenant.GetAsync($"v1/grants/{outcome["grantId"]}");
        grant.Text("email").Should().Be(visitor.Email);
    }

    [Fact]
    public async Task A_person_who_gave_the_permission_before_is_not_asked_again()
    {
        await using var visitor = await Visitor.ArriveAsync(shared.World, chromium);
        await visitor.ConnectAsync();
        await Expect(visitor.Heading("Your account is connected")).ToBeVisibleAsync();

        await visitor.GoToConsentAsync();

        await Expect(visitor.Heading("Your account is connected")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_connect_page_binds_the_browser_with_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using var visitor = await Visitor.ArriveAsync(shared.World, chromium);

        var started = await visitor.GoToConsentAsync();
        await Expect(visitor.Button("Continue")).ToBeVisibleAsync();

        var cookie = await visitor.CookieAsync();
        cookie.HttpOnly.Should().BeTrue();
        cookie.SameSite.Should().Be(SameSiteAttribute.Lax);
        cookie.Path.Should().Be("/");
        cookie.Domain.Should().Be(shared.World.PlatformUrl.Host);
        await visitor.Page.GotoAsync(started.Text("connectUrl")!);
        (await visitor.Page.EvaluateAsync<string>("document.cookie")).Should().NotContain(cookie.Name);
    }

    [Fact]
    public async Task Another_browser_that_opens_the_callback_is_told_to_use_one_and_spends_nothing()
    {
        await using var visitor = await Visitor.ArriveAsync(shared.World, chromium);
        await using var stranger = await Visitor.ArriveAsync(shared.World, chromium);
        var started = await visitor.GoToConsentAsync();
        await Expect(visitor.Button("Continue")).ToBeVisibleAsync();
        var callback = await visitor.CallbackAsync(started);

        await stranger.Page.GotoAsync(callback);

        await Expect(stranger.Heading("Please use one browser")).ToBeVisibleAsync();
        await visitor.Page.GotoAsync(callback);
        await Expect(visitor.Heading("Your account is connected")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_browser_that_lost_its_cookie_goes_on_from_the_applications_link()
    {
        await using var visitor = await Visitor.ArriveAsync(shared.World, chromium);
        var started = await visitor.GoToConsentAsync();
        await visitor.ForgetCookiesAsync();
        await visitor.AllowAsync();
        await Expect(visitor.Heading("Please use one browser")).ToBeVisibleAsync();

        await visitor.Page.GotoAsync(started.Text("connectUrl")!);

        await visitor.GoOnUntilConnectedAsync();
    }
}
