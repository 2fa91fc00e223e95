using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using Marten;

namespace GmailPlatform.Infrastructure.Tenancy;

internal sealed class MartenApiKeyStore(IDocumentStore store) : IApiKeyStore
{
    public async Task<ApiKey?> FindAsync(string keyId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<ApiKey>(keyId, ct);
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ApiKey>().Where(key => key.TenantId == tenant.Value).OrderBy(key => key.CreatedAt).ToListAsync(ct);
    }

    public async Task SaveAsync(ApiKey key, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Store(key);
        await session.SaveChangesAsync(ct);
    }
}
