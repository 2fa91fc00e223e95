using GmailPlatform.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GmailPlatform.Browser.Tests;

/// <summary>The pages that others made for us: they too work without the internet.</summary>
public sealed class OperatorPageTests(SharedWorld shared, Chromium chromium)
{
    [Fact]
    public async Task The_API_reference_renders_and_calls_nobody_else()
    {
        await using var visitor = await Visitor.ArriveAsync(shared.World, chromium);

        await visitor.Page.GotoAsync($"{shared.World.PlatformUrl}docs");

        await Expect(visitor.Heading("GmailPlatform")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Starts a consent and answers where to send the person.").First).ToBeVisibleAsync();
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        visitor.Errors.Should().BeEmpty();
        visitor.RequestsToStrangers.Should().BeEmpty();
    }
}
