using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Google's signing keys (RFC 7517), cached by where they are published. All throw <see cref="InvalidOperationException"/> when there are none and none can be had.</summary>
internal sealed class GoogleKeys(IHttpClientFactory http, IOptions<GoogleOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, GoogleDocument<IReadOnlyList<SecurityKey>>> _sets = new(StringComparer.Ordinal);

    /// <summary>The keys that sign id_tokens.</summary>
    public Task<IReadOnlyList<SecurityKey>> GetAsync(CancellationToken ct) => GetAsync(options.Value.Endpoints.Jwks, newer: false, ct);

    /// <summary>Asks Google again, unless that was done a moment ago.</summary>
    public Task<IReadOnlyList<SecurityKey>> GetNewerAsync(CancellationToken ct) => GetAsync(options.Value.Endpoints.Jwks, newer: true, ct);

    /// <summary>The keys that Google publishes elsewhere.</summary>
    /// <param name="url">Named by Google's own configuration, and by nobody else: each is kept.</param>
    /// <param name="newer">Whether to ask Google again, unless that was done a moment ago.</param>
    /// <param name="ct">Cancels the wait.</param>
    public Task<IReadOnlyList<SecurityKey>> GetAsync(string url, bool newer, CancellationToken ct)
    {
        var set = _sets.GetOrAdd(url, _ => new GoogleDocument<IReadOnlyList<SecurityKey>>(
            http, clock, "The set of Google's signing keys", Read));
        return newer ? set.GetNewerAsync(url, ct) : set.GetAsync(url, ct);
    }

    /// <summary>A set without a key that signs is no answer: it must not take the place of one that has some.</summary>
    private static IReadOnlyList<SecurityKey> Read(string document)
    {
        var signingKeys = new JsonWebKeySet(document).GetSigningKeys();
        return signingKeys.Count > 0 ? [.. signingKeys] : throw new JsonException("The set holds no signing key.");
    }
}
