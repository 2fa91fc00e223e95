using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace GmailPlatform.Browser.Tests.Support;

/// <summary>A page of the console, and what the browser says of it.</summary>
public sealed class ConsolePage : IAsyncDisposable
{
    private readonly ConsoleStage _stage;
    private readonly ConcurrentQueue<string> _strangers = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ConsolePage(ConsoleStage stage, IPage page)
    {
        (_stage, Page) = (stage, page);
        page.Request += (_, request) => NoteStranger(request.Url);
        page.Console += (_, message) => NoteError(message);
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public IPage Page { get; }

    public int Status { get; private set; }

    /// <summary>What it asked of others than the platform.</summary>
    public IReadOnlyCollection<string> Strangers => _strangers;

    /// <summary>What the browser complained about.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public static async Task<ConsolePage> OpenAsync(ConsoleStage stage, IPage page, string path)
    {
        var opened = new ConsolePage(stage, page);
        await opened.GoToAsync(path);
        return opened;
    }

    public async Task GoToAsync(string path) => Status = (await Page.GotoAsync(new Uri(_stage.World.PlatformUrl, path).ToString()))!.Status;

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator Figure(string name) => Page.Locator(".figure").Filter(new() { HasText = name }).Locator("b");

    public async ValueTask DisposeAsync() => await Page.CloseAsync();

    private void NoteStranger(string url)
    {
        if (!url.StartsWith(_stage.World.PlatformUrl.ToString(), StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal))
        {
            _strangers.Enqueue(url);
        }
    }

    private void NoteError(IConsoleMessage message)
    {
        // A page that refuses has a status that says so, and Chromium reports that.
        if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal))
        {
            _errors.Enqueue(message.Text);
        }
    }
}
