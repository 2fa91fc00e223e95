using System.Web;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.Playwright;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class BrowserConsentTests(Sandbox sandbox, Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_person_gets_from_the_chooser_over_consent_to_the_application_without_a_script()
    {
        var email = await sandbox.AddPersonAsync();
        var clientId = await sandbox.AddClientAsync(redirectUri: browser.RedirectUri);
        var page = await browser.OpenAsync(Url(clientId, ("scope", $"openid email {Sandbox.ReadOnly} {Sandbox.Send}")));

        await Button(page, email).ClickAsync();
        await Box(page, "Send mail").UncheckAsync();
        await browser.LandAsync(page, () => Button(page, "Continue").ClickAsync());

        var reply = await sandbox.ExchangeAsync(Parameter(page.Url, "code"), clientId, redirectUri: browser.RedirectUri);
        reply.Text("scope").Should().Be($"{Sandbox.ReadOnly} {Sandbox.EmailScope} openid");
    }

    [Fact]
    public async Task A_person_who_denies_comes_back_with_access_denied()
    {
        var page = await OpenConsentAsync();

        await browser.LandAsync(page, () => Button(page, "Deny").ClickAsync());

        Parameter(page.Url, "error").Should().Be("access_denied");
        Parameter(page.Url, "state").Should().Be("state-1");
    }

    [Fact]
    public async Task The_enter_key_means_continue()
    {
        var page = await OpenConsentAsync();

        await browser.LandAsync(page, () => Box(page, "Read your mail").PressAsync("Enter"));

        Parameter(page.Url, "code").Should().StartWith("4/0A");
    }

    [Fact]
    public async Task Switch_leads_back_to_the_chooser()
    {
        var page = await OpenConsentAsync();

        await Button(page, "Switch").ClickAsync();

        (await page.GetByRole(AriaRole.Heading, new() { Name = "Choose an account" }).CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Boxes_can_start_empty_as_at_Google_and_be_ticked_at_once()
    {
        await using var strict = await Sandbox.StartAsync(null, "--Sandbox:ScopesPreselected=false");
        var email = await strict.AddPersonAsync();
        var page = await browser.OpenAsync(strict.AuthorizationUrl(("login_hint", email)));
        (await Box(page, "Read your mail").IsCheckedAsync()).Should().BeFalse();

        await Button(page, "Select all").ClickAsync();

        (await Box(page, "Read your mail").IsCheckedAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task A_wrong_redirect_uri_leaves_the_browser_on_an_error_page()
    {
        var page = await browser.OpenAsync(sandbox.AuthorizationUrl(("redirect_uri", "http://localhost:8080/other")));

        new Uri(page.Url).GetLeftPart(UriPartial.Authority).Should().Be(sandbox.Url);
        (await page.GetByRole(AriaRole.Heading).TextContentAsync()).Should().Be("Access blocked: Authorization Error");
        (await page.GetByText("Error 400: redirect_uri_mismatch").CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task The_landing_page_names_people_and_client_and_asks_nobody_else_for_anything()
    {
        var page = await browser.OpenAsync("about:blank");
        var strangers = new List<string>();
        page.Request += (_, request) => strangers.Add(request.Url);

        await page.GotoAsync(sandbox.Url);

        (await page.TextContentAsync("main")).Should().Contain("mira.castellan@example.com").And.Contain(Sandbox.ClientId);
        strangers.Should().NotBeEmpty().And.OnlyContain(url => url.StartsWith(sandbox.Url, StringComparison.Ordinal));
    }

    private async Task<IPage> OpenConsentAsync()
    {
        var email = await sandbox.AddPersonAsync();
        var clientId = await sandbox.AddClientAsync(redirectUri: browser.RedirectUri);
        return await browser.OpenAsync(Url(clientId, ("login_hint", email)));
    }

    private string Url(string clientId, params (string Name, string? Value)[] changes) =>
        sandbox.AuthorizationUrl([("client_id", clientId), ("redirect_uri", browser.RedirectUri), .. changes]);

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private static ILocator Box(IPage page, string name) => page.GetByRole(AriaRole.Checkbox, new() { Name = name });

    private static string Parameter(string url, string name) => HttpUtility.ParseQueryString(new Uri(url).Query)[name] ?? "";
}
