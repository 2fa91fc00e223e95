using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy;

/// <summary>A key, and whether the tenant that owns it is shut out.</summary>
public sealed record OwnedApiKey(ApiKey Key, bool TenantIsSuspended);

/// <summary>Keeps API keys; never their secrets. What a save alters, every node hears of.</summary>
public interface IApiKeyStore
{
    Task<ApiKey?> FindAsync(string keyId, CancellationToken ct);

    /// <summary>The key with what its tenant decides, in one round trip.</summary>
    Task<OwnedApiKey?> FindOwnedAsync(string keyId, CancellationToken ct);

    /// <summary>The tenant's own keys, oldest first, without those bound to a grant.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken ct);

    /// <summary>The keys that are bound to a grant and not revoked, oldest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListByGrantAsync(TenantId tenant, Guid grantId, CancellationToken ct);

    /// <summary>False where the person was erased whose grant the key is bound to: then it is gone, or is not made.</summary>
    Task<bool> TrySaveAsync(ApiKey key, CancellationToken ct);
}
