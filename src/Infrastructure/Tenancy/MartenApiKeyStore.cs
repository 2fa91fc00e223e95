using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tenancy;

internal sealed class MartenApiKeyStore(IDocumentStore store, NpgsqlDataSource database, ChangeFeed feed) : IApiKeyStore
{
    private const string Owned = $"""
        select key.data, tenant.data
        from {MartenSetup.Schema}.mt_doc_api_key key
        left join {MartenSetup.Schema}.mt_doc_tenant tenant
            on tenant.id = case when key.data ->> 'tenantId' ~ '^[0-9a-f]{"{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"}$' then (key.data ->> 'tenantId')::uuid end
        where key.id = $1
        """;

    public async Task<ApiKey?> FindAsync(string keyId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<ApiKey>(keyId, ct)).At(keyId, key => key.Id);
    }

    public async Task<OwnedApiKey?> FindOwnedAsync(string keyId, CancellationToken ct)
    {
        try
        {
            return await database.QueryRowAsync(Owned, row => ReadOwned(row, keyId), ct, keyId);
        }
        catch (Exception e) when (e is ForgedDataException or JsonException)
        {
            // A forged key is treated as unknown.
            return null;
        }
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ApiKey>().Where(key => key.TenantId == tenant.Value && key.GrantId == null).OrderBy(key => key.CreatedAt).ToAuthenticListAsync(ct);
    }

    public async Task<IReadOnlyList<ApiKey>> ListByGrantAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ApiKey>()
            .Where(key => key.GrantId == grantId && key.TenantId == tenant.Value && key.RevokedAt == null)
            .OrderBy(key => key.CreatedAt)
            .ToAuthenticListAsync(ct);
    }

    private OwnedApiKey ReadOwned(NpgsqlDataReader row, string keyId)
    {
        var key = store.Options.Serializer().ReadJson<ApiKey>(row, 0).At(keyId, key => key.Id) ?? throw new ForgedDataException(nameof(ApiKey), keyId);
        return new OwnedApiKey(key, TenantIsSuspended: row.IsDBNull(1) || IsShutOut(row, key.TenantId));
    }

    /// <summary>Whether a forged tenant is suspended is unknown, so it is treated as suspended.</summary>
    private bool IsShutOut(NpgsqlDataReader row, Guid tenantId)
    {
        try
        {
            return store.Options.Serializer().ReadJson<TenantDocument>(row, 1).At(tenantId, tenant => tenant.Id)?.Tenant.IsSuspended ?? true;
        }
        catch (Exception e) when (e is ForgedDataException or JsonException)
        {
            return true;
        }
    }

    public async Task<bool> TrySaveAsync(ApiKey key, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        if (key.GrantId is { } grantId && !await session.TryHoldOffErasureAsync(key.TenantId.ToString(), grantId, ct))
        {
            return false;
        }

        session.Store(key);
        await session.CommitAsync(feed, Change.OfApiKey(key.Id), ct);
        return true;
    }
}
