using System.Security.Cryptography;
using System.Text.Json;

namespace GmailPlatform.Infrastructure.Grants;

internal static class GoogleDocument
{
    public const string HttpClientName = "GoogleDocument";
}

/// <summary>
/// A public document of Google's, cached. Whoever misses something in it waits for the new one: the key manager of
/// Microsoft.IdentityModel fetches that behind the caller's back, and answers the old one until then.
/// </summary>
/// <param name="http">Makes the client.</param>
/// <param name="clock">Tells the age of what is cached.</param>
/// <param name="name">What it is, for the exception.</param>
/// <param name="read">Reads it; <see cref="JsonException"/> and <see cref="ArgumentException"/> say that it is unreadable.</param>
internal sealed class GoogleDocument<T>(IHttpClientFactory http, TimeProvider clock, string name, Func<string, T> read) : IDisposable
    where T : class
{
    /// <summary>Google announces a key days before it signs.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromHours(6);

    /// <summary>A storm of unknown key ids, or an endpoint that is down, is asked at this rate and no faster.</summary>
    private static readonly TimeSpan ShortestAge = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _asking = new(1);
    private T? _document;
    private DateTimeOffset _fetchedAt;
    private DateTimeOffset _askedAt;

    /// <summary>Throws <see cref="InvalidOperationException"/> when there is none and none can be had.</summary>
    public Task<T> GetAsync(string url, CancellationToken ct) => GetAsync(url, LongestAge, ct);

    /// <summary>Asks Google again, unless that was done a moment ago.</summary>
    public Task<T> GetNewerAsync(string url, CancellationToken ct) => GetAsync(url, ShortestAge, ct);

    public void Dispose() => _asking.Dispose();

    private async Task<T> GetAsync(string url, TimeSpan longestAge, CancellationToken ct)
    {
        await _asking.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (_document is { } known && (now - _fetchedAt < longestAge || now - _askedAt < ShortestAge))
            {
                return known;
            }

            _askedAt = now;
            if (await FetchAsync(url, mayFail: _document is not null, ct) is { } fetched)
            {
                (_document, _fetchedAt) = (fetched, now);
            }

            return _document!;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Null when it may fail, and did: keys that were good still open what they signed.</summary>
    private async Task<T?> FetchAsync(string url, bool mayFail, CancellationToken ct)
    {
        try
        {
            using var client = http.CreateClient(GoogleDocument.HttpClientName);
            return read(await client.GetStringAsync(new Uri(url), ct));
        }
        catch (Exception e) when (IsOutage(e) && !ct.IsCancellationRequested)
        {
            return mayFail ? null : throw new InvalidOperationException($"{name} cannot be had.", e);
        }
    }

    private static bool IsOutage(Exception e) => e is HttpRequestException or IOException or TaskCanceledException or JsonException or ArgumentException or InvalidOperationException or FormatException or CryptographicException;
}
