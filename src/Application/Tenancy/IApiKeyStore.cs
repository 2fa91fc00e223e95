using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Keeps API keys; never their secrets.</summary>
public interface IApiKeyStore
{
    Task<ApiKey?> FindAsync(string keyId, CancellationToken ct);

    Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken ct);

    Task SaveAsync(ApiKey key, CancellationToken ct);
}
