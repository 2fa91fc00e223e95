using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy;

/// <summary>A key that this node holds in memory, with the caller that it stands for. Its tenant is not suspended.</summary>
public sealed class HeldApiKey(ApiKey key)
{
    public ApiKey Key { get; } = key;

    public Caller Caller { get; } = new(new TenantId(key.TenantId), Actor.ApiKey(key.Id));
}

/// <summary>
/// The API keys in use, in this node's memory: found by id, opened by their secret, ended by the clock or by a change. Keys that are unknown
/// and tenants that are suspended are not held.
/// </summary>
public sealed class ApiKeys
{
    private const int Capacity = 10_000;

    private readonly NodeCache<HeldApiKey> _held;
    private readonly IApiKeyStore _store;

    public ApiKeys(IApiKeyStore store, ChangeFeed feed)
    {
        _store = store;
        _held = new NodeCache<HeldApiKey>(feed, Change.ApiKeyTopic, Capacity);
        feed.Subscribe(Change.TenantTopic, _ => _held.Clear());
    }

    /// <summary>The key that a bearer token opens now, out of memory alone; null says nothing of the token.</summary>
    public HeldApiKey? Recall(ReadOnlySpan<char> bearerToken, DateTimeOffset now) =>
        ApiKeyToken.TrySplit(bearerToken, out var keyId, out var secret, out var isBoundToGrant)
        && _held.Find(keyId) is { } held
        && ApiKeyToken.Fits(held.Key, isBoundToGrant)
        && held.Key.IsOpenedBy(secret, now)
            ? held
            : null;

    /// <summary>A key by its id, whatever its state; of those in memory, without asking the database.</summary>
    internal async Task<OwnedApiKey?> FindAsync(string keyId, CancellationToken ct)
    {
        if (_held.Find(keyId) is { } held)
        {
            return new OwnedApiKey(held.Key, TenantIsSuspended: false);
        }

        var beforeReading = _held.BeforeReading(keyId);
        var found = await _store.FindOwnedAsync(keyId, ct);
        if (found is { TenantIsSuspended: false })
        {
            _held.Hold(keyId, new HeldApiKey(found.Key), beforeReading);
        }

        return found;
    }
}
