using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using GmailPlatform.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GmailPlatform.Browser.Tests;

/// <summary>What holds for each page that a person may see.</summary>
public sealed class EveryPageTests(OwnWorld own, Chromium chromium) : IClassFixture<OwnWorld>
{
    private const int NarrowScreen = 360;

    /// <summary>Darkness changes nothing else.</summary>
    private static readonly AxeRunOptions ContrastAlone = new() { RunOnly = RunOnlyOptions.Rules("color-contrast") };

    [Theory]
    [MemberData(nameof(EveryPage.Names), MemberType = typeof(EveryPage))]
    public async Task A_page_loads_nothing_from_elsewhere_and_is_accessible_in_light_and_dark_and_on_a_narrow_screen(string name)
    {
        await using var visitor = await Visitor.ArriveAsync(own.World, chromium);

        await EveryPage.OpenAsync(name, visitor);

        await Expect(visitor.Page.Locator("link[href='/pages.css']")).ToHaveCountAsync(1);
        await visitor.Page.WaitForLoadStateAsync();
        await ShouldKeepToItselfAsync(visitor);
        await ShouldBeAccessibleAsync(visitor.Page);
        await ShouldFitANarrowScreenAsync(visitor.Page);
    }

    private static async Task ShouldKeepToItselfAsync(Visitor visitor)
    {
        visitor.LastAnswer!.Headers["content-security-policy"].Should().StartWith("default-src 'none'").And.NotContain("unsafe");
        visitor.Errors.Should().BeEmpty();
        visitor.Requests.Should().Contain(visitor.World.PlatformUrl + "pages.css");
        visitor.RequestsToStrangers.Should().BeEmpty();
        await Expect(visitor.Page.Locator("script, style, [style]")).ToHaveCountAsync(0);
    }

    private static async Task ShouldBeAccessibleAsync(IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        ShouldFindNothing(await page.RunAxe());
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        ShouldFindNothing(await page.RunAxe(ContrastAlone));
    }

    private static void ShouldFindNothing(AxeResult report)
    {
        report.Passes.Should().NotBeEmpty();
        report.Violations.Select(violation => $"{violation.Id}: {violation.Help}").Should().BeEmpty();
    }

    private static async Task ShouldFitANarrowScreenAsync(IPage page)
    {
        await page.SetViewportSizeAsync(NarrowScreen, 640);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().Be(NarrowScreen);
    }
}
