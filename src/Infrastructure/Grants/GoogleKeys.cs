using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>
/// Google's signing keys (RFC 7517), cached. Whoever meets a key id that is not among them waits for the new keys: the key manager
/// of Microsoft.IdentityModel fetches them behind the caller's back, and answers the old ones until then.
/// </summary>
internal sealed class GoogleKeys(IHttpClientFactory http, IOptions<GoogleOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>Google announces a key days before it signs.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromHours(6);

    /// <summary>A storm of unknown key ids, or an endpoint that is down, is asked at this rate and no faster.</summary>
    private static readonly TimeSpan ShortestAge = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _asking = new(1);
    private IReadOnlyList<SecurityKey>? _keys;
    private DateTimeOffset _fetchedAt;
    private DateTimeOffset _askedAt;

    /// <summary>Throws <see cref="InvalidOperationException"/> when there are no keys and none can be had.</summary>
    public Task<IReadOnlyList<SecurityKey>> GetAsync(CancellationToken ct) => GetAsync(LongestAge, ct);

    /// <summary>Asks Google again, unless that was done a moment ago.</summary>
    public Task<IReadOnlyList<SecurityKey>> GetNewerAsync(CancellationToken ct) => GetAsync(ShortestAge, ct);

    public void Dispose() => _asking.Dispose();

    private async Task<IReadOnlyList<SecurityKey>> GetAsync(TimeSpan longestAge, CancellationToken ct)
    {
        await _asking.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (_keys is { } known && (now - _fetchedAt < longestAge || now - _askedAt < ShortestAge))
            {
                return known;
            }

            _askedAt = now;
            if (await FetchAsync(mayFail: _keys is not null, ct) is { } fetched)
            {
                (_keys, _fetchedAt) = (fetched, now);
            }

            return _keys!;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Null when it may fail, and did: keys that were good still open what they signed.</summary>
    private async Task<IReadOnlyList<SecurityKey>?> FetchAsync(bool mayFail, CancellationToken ct)
    {
        try
        {
            using var client = http.CreateClient(nameof(GoogleKeys));
            var document = await client.GetStringAsync(new Uri(options.Value.Endpoints.Jwks), ct);
            return [.. new JsonWebKeySet(document).GetSigningKeys()];
        }
        catch (Exception e) when (IsOutage(e) && !ct.IsCancellationRequested)
        {
            return mayFail ? null : throw new InvalidOperationException("Google's signing keys cannot be had.", e);
        }
    }

    private static bool IsOutage(Exception e) => e is HttpRequestException or IOException or TaskCanceledException or JsonException or ArgumentException;
}
