using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using GmailPlatform.Browser.Tests.Support;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;
using Microsoft.Playwright;

namespace GmailPlatform.Browser.Tests;

/// <summary>What holds for each page of the console. With <c>GMAILPLATFORM_SCREENSHOTS</c> it also draws them into that folder.</summary>
[Collection(ConsoleStageTests.Name)]
public sealed class ConsoleEveryPageTests(ConsoleStage stage)
{
    private const int NarrowScreen = 360;

    /// <summary>Darkness changes nothing else.</summary>
    private static readonly AxeRunOptions ContrastAlone = new() { RunOnly = RunOnlyOptions.Rules("color-contrast") };

    [Theory]
    [InlineData(WorldSettings.Admin, "overview", "/console")]
    [InlineData(WorldSettings.Admin, "grants", "/console/grants?tenant={tenant}")]
    [InlineData(WorldSettings.Auditor, "grant", "/console/grants/{grant}")]
    [InlineData(WorldSettings.Admin, "grant-failing", "/console/grants/{failing}?confirm=revoke")]
    [InlineData(WorldSettings.Operator, "grant-operator", "/console/grants/{failing}")]
    [InlineData(WorldSettings.Auditor, "history", "/console/history?tenant={tenant}")]
    [InlineData(WorldSettings.Auditor, "history-empty", "/console/history?trace=nothing")]
    [InlineData(WorldSettings.Auditor, "moment", "/console/moment?mailbox={grant}")]
    [InlineData(WorldSettings.Admin, "checkpoint", "/console/checkpoint")]
    [InlineData(WorldSettings.Admin, "tenants", "/console/tenants")]
    [InlineData(WorldSettings.Admin, "tenant", "/console/tenants/{tenant}")]
    [InlineData(WorldSettings.Admin, "tenant-saved", "/console/tenants/{tenant}?done=saved")]
    [InlineData(WorldSettings.Admin, "tenant-secrets", "/console/tenants/{own}")]
    [InlineData(WorldSettings.Admin, "tenant-secret-form", "/console/tenants/{single}?confirm=suspend")]
    [InlineData(WorldSettings.Auditor, "tenant-secrets-auditor", "/console/tenants/{own}")]
    [InlineData(WorldSettings.Admin, "tenant-secret-removal", "/console/tenants/{own}?confirm=secret-{label}")]
    [InlineData(WorldSettings.Admin, "people", "/console/people")]
    [InlineData(WorldSettings.Operator, "health", "/console/health")]
    [InlineData(WorldSettings.Operator, "refused", "/console/people")]
    public async Task A_page_loads_nothing_from_elsewhere_and_is_accessible_in_light_and_dark_and_on_a_narrow_screen(string email, string name, string path)
    {
        await using var page = await stage.OpenAsync(
            email,
            path.Replace("{single}", stage.OneSecretTenant.Id.ToString(), StringComparison.Ordinal).Replace("{own}", stage.OwnClientTenant.Id.ToString(), StringComparison.Ordinal).Replace("{label}", ClientSecret.LabelOf(new Secret("GOCSPX-stage-first")), StringComparison.Ordinal)
                .Replace("{tenant}", stage.Tenant.Id.ToString(), StringComparison.Ordinal).Replace("{grant}", stage.Grant, StringComparison.Ordinal).Replace("{failing}", stage.FailingGrant, StringComparison.Ordinal));

        page.Strangers.Should().BeEmpty();
        foreach (var (scheme, rules) in new[] { (ColorScheme.Light, new AxeRunOptions()), (ColorScheme.Dark, ContrastAlone) })
        {
            await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var report = await page.Page.RunAxe(rules);
            report.Passes.Should().NotBeEmpty();
            report.Violations.Select(violation => $"{violation.Id}: {violation.Help} {violation.Nodes[0].Html}").Should().BeEmpty();
            await DrawAsync(page.Page, $"console-{name}-{scheme.ToString().ToLowerInvariant()}");
        }

        await page.Page.SetViewportSizeAsync(NarrowScreen, 640);
        (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().Be(NarrowScreen);
        page.Errors.Should().BeEmpty();
    }

    private static async Task DrawAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("GMAILPLATFORM_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.SetViewportSizeAsync(1280, 800);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
