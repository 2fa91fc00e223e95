using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>A browser without JavaScript, and an application for it to come back to.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private WebApplication _application = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public string RedirectUri => $"{_application.Urls.Single()}/callback";

    public async ValueTask InitializeAsync()
    {
        _application = WebApplication.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
        _application.MapGet("/callback", () => "signed in");
        await _application.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _application.DisposeAsync();
    }

    public async Task<IPage> OpenAsync(string url)
    {
        var context = await _browser.NewContextAsync(new() { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(url);
        return page;
    }

    /// <summary>Presses a button that leads back to the application.</summary>
    public async Task<IPage> LandAsync(IPage page, Func<Task> act)
    {
        var landed = page.WaitForURLAsync($"{RedirectUri}?**");
        await act();
        await landed;
        return page;
    }
}
