using GmailPlatform.Browser.Tests.Support;
using GmailPlatform.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GmailPlatform.Browser.Tests;

[Collection(ConsoleStageTests.Name)]
public sealed class JobDashboardTests(ConsoleStage stage)
{
    [Theory]
    [InlineData("/hangfire")]
    [InlineData("/hangfire/recurring")]
    [InlineData("/hangfire/jobs/succeeded")]
    [InlineData("/hangfire/servers")]
    public async Task S14_The_dashboard_works_under_its_content_security_policy_and_offers_no_removal(string path)
    {
        await using var page = await stage.OpenAsync(WorldSettings.Operator, path);

        page.Status.Should().Be(200);
        await page.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        page.Errors.Should().BeEmpty();
        page.Strangers.Should().BeEmpty();
        foreach (var button in await page.Page.Locator("[data-url$='/delete'], [data-url$='/recurring/remove']").AllAsync())
        {
            await Expect(button).ToBeHiddenAsync();
        }
    }
}
