using System.Net;
using GmailPlatform.Infrastructure.Grants;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>One fetch for all that wait, and one outcome until it is old.</summary>
public sealed class GoogleDocumentTests : IDisposable
{
    private const string Url = "https://google.example/document";

    private readonly FakeTimeProvider _clock = new();
    private readonly Fetches _fetches = new();
    private readonly GoogleDocument<string> _document;

    public GoogleDocumentTests() => _document = new GoogleDocument<string>(_fetches, _clock, "The document", text => text);

    [Fact]
    public async Task O9_A_failure_counts_from_the_end_of_the_fetch_and_for_all_that_waited()
    {
        var callers = Enumerable.Range(0, 6).Select(_ => _document.GetAsync(Url, default)).ToList();
        var fetch = await _fetches.NextAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        fetch.SetException(new HttpRequestException("It hung."));

        foreach (var caller in callers)
        {
            await caller.Awaiting(task => task).Should().ThrowAsync<InvalidOperationException>();
        }

        _clock.Advance(TimeSpan.FromSeconds(9));
        await _document.Awaiting(document => document.GetAsync(Url, default)).Should().ThrowAsync<InvalidOperationException>();
        _fetches.Count.Should().Be(1);

        _clock.Advance(TimeSpan.FromSeconds(2));
        var next = _document.GetAsync(Url, default);
        (await _fetches.NextAsync()).SetResult("content");
        (await next).Should().Be("content");
    }

    [Fact]
    public async Task O9_A_caller_that_goes_away_does_not_take_the_fetch_with_it()
    {
        using var goes = new CancellationTokenSource();
        var (first, second) = (_document.GetAsync(Url, goes.Token), _document.GetAsync(Url, default));
        var fetch = await _fetches.NextAsync();

        await goes.CancelAsync();
        await first.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        fetch.SetResult("content");

        (await second).Should().Be("content");
        _fetches.Count.Should().Be(1);
    }

    [Fact]
    public async Task O9_A_document_that_is_still_good_is_answered_while_a_newer_one_hangs()
    {
        await FetchAsync("old");
        _clock.Advance(TimeSpan.FromMinutes(1));
        var newer = _document.GetNewerAsync(Url, default);
        var fetch = await _fetches.NextAsync();

        (await _document.GetAsync(Url, default)).Should().Be("old");
        fetch.SetException(new HttpRequestException("It hung."));

        (await newer).Should().Be("old");
        (await _document.GetNewerAsync(Url, default)).Should().Be("old");
        _fetches.Count.Should().Be(2);
    }

    public void Dispose() => _fetches.Dispose();

    private async Task FetchAsync(string content)
    {
        var caller = _document.GetAsync(Url, default);
        (await _fetches.NextAsync()).SetResult(content);
        await caller;
    }

    /// <summary>Fetches that the test answers.</summary>
    private sealed class Fetches : HttpMessageHandler, IHttpClientFactory
    {
        private readonly System.Threading.Channels.Channel<TaskCompletionSource<string>> _started =
            System.Threading.Channels.Channel.CreateUnbounded<TaskCompletionSource<string>>();

        public int Count { get; private set; }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        public async Task<TaskCompletionSource<string>> NextAsync() => await _started.Reader.ReadAsync();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            await _started.Writer.WriteAsync(answer, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(await answer.Task) };
        }
    }
}
