using System.Security.Cryptography;
using System.Text.Json;
using GmailPlatform.Application;

namespace GmailPlatform.Infrastructure.Grants;

internal static class GoogleDocument
{
    public const string HttpClientName = "GoogleDocument";
}

/// <summary>
/// A public document of Google's, cached. Concurrent callers share one fetch, which has a time-out of its own and outlives their cancellation.
/// A caller that misses something in the document waits for the new one: the key manager of Microsoft.IdentityModel fetches in the
/// background and returns the old one meanwhile.
/// </summary>
/// <param name="http">Makes the client, whose time-out bounds a fetch.</param>
/// <param name="clock">Tells the age of what is cached.</param>
/// <param name="name">What it is, for the exception.</param>
/// <param name="read">Reads it; <see cref="JsonException"/> and <see cref="ArgumentException"/> say that it is unreadable.</param>
internal sealed class GoogleDocument<T>(IHttpClientFactory http, TimeProvider clock, string name, Func<string, T> read)
    where T : class
{
    /// <summary>Google announces a key days before it signs.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromHours(6);

    /// <summary>From the end of a fetch, good or failed, to the start of the next one.</summary>
    private static readonly TimeSpan ShortestAge = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task<Outcome>? _running;
    private Outcome? _last;
    private DateTimeOffset _fetchedAt;
    private DateTimeOffset _endedAt;

    /// <summary>The document, where there is one, and what the last fetch failed with.</summary>
    private sealed record Outcome(T? Document, Exception? Failure);

    /// <summary>Throws <see cref="InvalidOperationException"/> when there is none and none can be had.</summary>
    public Task<T> GetAsync(string url, CancellationToken ct) => GetAsync(url, LongestAge, ct);

    /// <summary>Asks Google again, unless that was done a moment ago.</summary>
    public Task<T> GetNewerAsync(string url, CancellationToken ct) => GetAsync(url, ShortestAge, ct);

    private async Task<T> GetAsync(string url, TimeSpan longestAge, CancellationToken ct)
    {
        var outcome = Cached(longestAge) ?? await WaitAsync(url, longestAge, ct);
        return outcome.Document ?? throw new InvalidOperationException($"{name} cannot be had.", outcome.Failure);
    }

    /// <summary>Pauses the deadline of each caller, not only of the one that started the fetch.</summary>
    private async Task<Outcome> WaitAsync(string url, TimeSpan longestAge, CancellationToken ct)
    {
        using var waiting = WorkDeadline.Suspend();
        return await Join(url, longestAge).WaitAsync(ct);
    }

    private Outcome? Cached(TimeSpan longestAge)
    {
        lock (_lock)
        {
            return CachedAt(clock.GetUtcNow(), longestAge);
        }
    }

    /// <summary>A failure counts for as long as a document that has just been fetched.</summary>
    private Outcome? CachedAt(DateTimeOffset now, TimeSpan longestAge) => _last switch
    {
        null => null,
        { Document: not null } when now - _fetchedAt < longestAge => _last,
        _ => _running is null && now - _endedAt < ShortestAge ? _last : null,
    };

    private Task<Outcome> Join(string url, TimeSpan longestAge)
    {
        lock (_lock)
        {
            return _running ?? (CachedAt(clock.GetUtcNow(), longestAge) is { } cached
                ? Task.FromResult(cached)
                // Off this thread, which has the lock.
                : _running = Task.Run(() => RunAsync(url)));
        }
    }

    private async Task<Outcome> RunAsync(string url)
    {
        // Not the deadline of the caller who came first.
        using var none = WorkDeadline.Detach();
        Outcome? outcome = null;
        try
        {
            return outcome = await FetchAsync(url);
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
                _endedAt = clock.GetUtcNow();
                _last = outcome ?? _last;
                _fetchedAt = outcome is { Failure: null } ? _endedAt : _fetchedAt;
            }
        }
    }

    /// <summary>After a failure the previous document stays: keys that were good still open what they signed.</summary>
    private async Task<Outcome> FetchAsync(string url)
    {
        try
        {
            using var client = http.CreateClient(GoogleDocument.HttpClientName);
            return new Outcome(read(await client.GetStringAsync(new Uri(url), CancellationToken.None)), Failure: null);
        }
        catch (Exception e) when (IsOutage(e))
        {
            return new Outcome(_last?.Document, e);
        }
    }

    private static bool IsOutage(Exception e) => e is HttpRequestException or IOException or TaskCanceledException or JsonException or ArgumentException or InvalidOperationException or FormatException or CryptographicException;
}
