using GmailPlatform.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GmailPlatform.Browser.Tests;

/// <summary>Each way in which a consent can end badly has a page, and a way on where there is one.</summary>
public sealed class ConsentOutcomeTests(OwnWorld own, Chromium chromium) : IClassFixture<OwnWorld>
{
    [Theory]
    [InlineData("denied", "You did not give the permission", "Try again")]
    [InlineData("partial consent", "Your account is connected in part", "Allow the rest")]
    [InlineData("expired", "This link has run out", "Start again")]
    [InlineData("connect, link expired", "This link was used or has run out", "Start again")]
    [InlineData("connect, link used", "This link was used or has run out", "Start again")]
    [InlineData("wrong account", "That was another Google account", "Choose another account")]
    [InlineData("Google unreachable", "Google cannot be reached", "Try again")]
    [InlineData("no refresh token", "One more step is needed", "Confirm with Google")]
    [InlineData("code refused", "Google did not confirm the permission", "Try again")]
    [InlineData("wrong client", "Something went wrong", "Try again")]
    [InlineData("no user id", "Google did not say who you are", "Try again")]
    public async Task A_page_says_what_happened_and_leads_on_to_a_connection_by_the_keyboard_alone(string page, string heading, string action)
    {
        await using var visitor = await Visitor.ArriveAsync(own.World, chromium);
        await EveryPage.OpenAsync(page, visitor);
        await Expect(visitor.Heading(heading)).ToBeVisibleAsync();
        await visitor.MendGoogleAsync();

        await visitor.PressByKeyboardAsync(action);

        await visitor.GoOnUntilConnectedAsync();
        var grants = await visitor.Tenant.GetAsync("v1/grants");
        var grant = grants.GetProperty("grants").EnumerateArray().Should().ContainSingle().Subject;
        grant.GetProperty("email").GetString().Should().Be(visitor.Email);
        grant.GetProperty("missingScopes").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("unknown state", "This link is not known")]
    [InlineData("incomplete link", "This link is not known")]
    [InlineData("incomplete callback", "This link is not complete")]
    [InlineData("wrong browser", "Please use one browser")]
    public async Task A_page_from_which_nothing_leads_on_says_so_without_a_button(string page, string heading)
    {
        await using var visitor = await Visitor.ArriveAsync(own.World, chromium);

        await EveryPage.OpenAsync(page, visitor);

        await Expect(visitor.Heading(heading)).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("a, button")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_account_of_another_organization_is_told_so_and_led_back_to_the_choice_of_accounts()
    {
        await using var visitor = await Visitor.ArriveAsync(own.World, chromium);
        await EveryPage.OpenAsync("other organization", visitor);
        await Expect(visitor.Heading("That account is of another organization")).ToBeVisibleAsync();

        await visitor.PressByKeyboardAsync("Choose another account");

        await Expect(visitor.Heading("Choose an account")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Unticked_boxes_are_named_in_words()
    {
        await using var visitor = await Visitor.ArriveAsync(own.World, chromium);

        await EveryPage.OpenAsync("partial consent", visitor);

        await Expect(visitor.Page.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["Send mail for you"]);
    }

    [Fact]
    public async Task Reloading_the_end_again_and_again_connects_nothing_twice_and_breaks_nothing()
    {
        await using var visitor = await Visitor.ArriveAsync(own.World, chromium);
        await EveryPage.OpenAsync("used twice", visitor);

        await visitor.Page.ReloadAsync();

        await Expect(visitor.Heading("Your account is connected")).ToBeVisibleAsync();
        var grants = await visitor.Tenant.GetAsync("v1/grants");
        grants.GetProperty("grants").EnumerateArray().Should().ContainSingle().Which.GetProperty("status").GetString().Should().Be("active");
    }
}
