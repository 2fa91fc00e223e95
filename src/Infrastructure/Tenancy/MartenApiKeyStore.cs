using GmailPlatform.Application;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tenancy;

internal sealed class MartenApiKeyStore(IDocumentStore store, NpgsqlDataSource database, ChangeFeed feed) : IApiKeyStore
{
    private const string Owned = $"""
        select key.data, tenant.data #>> '{"{tenant,suspendedAt}"}' is null and tenant.id is not null
        from {MartenSetup.Schema}.mt_doc_api_key key
        left join {MartenSetup.Schema}.mt_doc_tenant tenant on tenant.id = (key.data ->> 'tenantId')::uuid
        where key.id = $1
        """;

    public async Task<ApiKey?> FindAsync(string keyId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<ApiKey>(keyId, ct);
    }

    public async Task<OwnedApiKey?> FindOwnedAsync(string keyId, CancellationToken ct)
    {
        var serializer = store.Options.Serializer();
        return await database.QueryRowAsync(
            Owned, row => new OwnedApiKey(serializer.ReadJson<ApiKey>(row, 0), TenantIsSuspended: !row.GetBoolean(1)), ct, keyId);
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ApiKey>().Where(key => key.TenantId == tenant.Value && key.GrantId == null).OrderBy(key => key.CreatedAt).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<ApiKey>> ListOfGrantAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ApiKey>()
            .Where(key => key.GrantId == grantId && key.TenantId == tenant.Value && key.RevokedAt == null)
            .OrderBy(key => key.CreatedAt)
            .ToListAsync(ct);
    }

    public async Task SaveAsync(ApiKey key, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Store(key);
        await session.CommitAsync(feed, Change.OfApiKey(key.Id), ct);
    }
}
