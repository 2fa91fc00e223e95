using System.Collections.Concurrent;
using System.Text.Json;
using GmailPlatform.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GmailPlatform.Browser.Tests.Support;

/// <summary>A person with a Google account and a browser, and the application that sends them here.</summary>
public sealed class Visitor : IAsyncDisposable
{
    public const string ReadMail = "https://www.googleapis.com/auth/gmail.readonly";
    public const string SendMail = "https://www.googleapis.com/auth/gmail.send";

    private readonly IBrowserContext _profile;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly List<string> _faults = [];

    private Visitor(World world, TestTenant tenant, string email, IBrowserContext profile, IPage page)
    {
        (World, Tenant, Email, _profile, Page) = (world, tenant, email, profile, page);
        profile.Request += (_, request) => _requests.Enqueue(request.Url);
        page.Response += (_, response) => LastAnswer = response.Request.IsNavigationRequest ? response : LastAnswer;
        page.Console += (_, message) => Note(message);
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public World World { get; }

    public TestTenant Tenant { get; }

    public string Email { get; }

    public IPage Page { get; }

    /// <summary>Everything that the browser asked for, from whomever.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What it asked of neither the platform nor Google.</summary>
    public IEnumerable<string> RequestsToStrangers => _requests.Where(url =>
        !url.StartsWith(World.PlatformUrl.ToString(), StringComparison.Ordinal)
        && !url.StartsWith(World.Settings.SandboxUrl.ToString(), StringComparison.Ordinal)
        && !url.StartsWith("data:", StringComparison.Ordinal));

    /// <summary>The answer that holds the page, or that led to it.</summary>
    public IResponse? LastAnswer { get; private set; }

    /// <summary>What the browser complained about, such as something that the content security policy forbids.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public static async Task<Visitor> ArriveAsync(World world, Chromium chromium, bool javaScript = true)
    {
        var tenant = await world.ATenantAsync();
        var email = await world.Google.APersonAsync();
        var profile = await chromium.AProfileAsync(javaScript);
        return new Visitor(world, tenant, email, profile, await profile.NewPageAsync());
    }

    /// <summary>The application asks for reading and sending mail, and the person follows its link.</summary>
    public async Task<JsonElement> FollowLinkAsync(string? returnUrl = null, string? state = null, string? grantId = null)
    {
        var started = await Tenant.AuthorizeAsync(new { scopes = new[] { ReadMail, SendMail }, loginHint = Email, returnUrl, state, grantId });
        await Page.GotoAsync(started.GetProperty("connectUrl").GetString()!);
        return started;
    }

    /// <summary>As far as Google's consent page.</summary>
    public async Task<JsonElement> GoToConsentAsync(string? returnUrl = null, string? state = null, string? grantId = null)
    {
        var started = await FollowLinkAsync(returnUrl, state, grantId);
        await Button("Continue with Google").ClickAsync();
        return started;
    }

    /// <summary>Presses Google's <c>Continue</c>.</summary>
    public Task AllowAsync() => Button("Continue").ClickAsync();

    /// <summary>All the way to the page that says how it ended.</summary>
    public async Task<JsonElement> ConnectAsync()
    {
        var started = await GoToConsentAsync();
        await AllowAsync();
        // Not for the commit: Playwright waits for ever for one that has been.
        await Page.WaitForURLAsync($"{World.PlatformUrl}oauth/google/callback**", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return started;
    }

    /// <summary>Reaches a button or link with the Tab key, sees where the focus is, and presses Enter.</summary>
    public async Task PressByKeyboardAsync(string name)
    {
        var target = Link(name).Or(Button(name));
        await Page.Keyboard.PressAsync("Tab");
        await Expect(target).ToBeFocusedAsync();
        await Expect(target).Not.ToHaveCSSAsync("outline-style", "none");
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Follows whatever is offered, here and at Google, until the account is connected.</summary>
    public async Task GoOnUntilConnectedAsync()
    {
        const int moreThanAnyWayTakes = 5;
        var connected = Heading("Your account is connected");
        var onward = Button("Continue with Google").Or(Link("Confirm with Google")).Or(Button("Continue"));
        for (var step = 0; step < moreThanAnyWayTakes; step++)
        {
            await Expect(connected.Or(onward)).ToBeVisibleAsync();
            if (await connected.IsVisibleAsync())
            {
                return;
            }

            await onward.ClickAsync();
        }

        await Expect(connected).ToBeVisibleAsync();
    }

    /// <summary>Breaks an endpoint of Google for this person, until it is mended.</summary>
    public async Task BreakGoogleAsync(object fault) => _faults.Add(await World.Google.BreakAsync(fault));

    public async Task MendGoogleAsync()
    {
        foreach (var fault in _faults)
        {
            await World.Google.MendAsync(fault);
        }

        _faults.Clear();
    }

    /// <summary>The person allows everything; answers the address that Google would send the browser back to.</summary>
    public async Task<string> CallbackAsync(JsonElement started) =>
        (await World.Google.ConsentAsync(started.Text("authorizationUrl")!, Email)).RedirectUrl;

    /// <summary>The application's own page, where it sends the person back to.</summary>
    public Task AnswerAtReturnUrlAsync() => _profile.RouteAsync(
        "https://app.example/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!DOCTYPE html><title>The application</title>" }));

    public Task ForgetCookiesAsync() => _profile.ClearCookiesAsync();

    public async Task<BrowserContextCookiesResult> CookieAsync() => (await _profile.CookiesAsync()).Should().ContainSingle(cookie => cookie.Name.StartsWith("gp-connect-", StringComparison.Ordinal)).Subject;

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Box(string name) => Page.GetByRole(AriaRole.Checkbox, new() { Name = name });

    public async ValueTask DisposeAsync()
    {
        await MendGoogleAsync();
        await _profile.DisposeAsync();
        Tenant.Dispose();
    }

    private void Note(IConsoleMessage message)
    {
        // A page that says what went wrong has a status that says so too, and Chromium reports that.
        var isStatusOfPage = message.Location.StartsWith(Page.Url, StringComparison.Ordinal) && message.Text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal);
        if (message.Type is "error" or "warning" && !isStatusOfPage)
        {
            _errors.Enqueue(message.Text);
        }
    }
}
