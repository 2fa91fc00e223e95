using GmailPlatform.Browser.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace GmailPlatform.Browser.Tests.Support;

/// <summary>One browser for all tests; each test has a profile of its own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Only a broken page takes this long, even on a busy machine.</summary>
    private const float Patience = 60_000;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>A browser profile that knows nothing yet.</summary>
    public async Task<IBrowserContext> AProfileAsync(bool javaScript = true)
    {
        var profile = await _browser.NewContextAsync(new() { JavaScriptEnabled = javaScript });
        profile.SetDefaultTimeout(Patience);
        return profile;
    }
}
