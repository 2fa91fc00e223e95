using GmailPlatform.Application;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>A tenant as it rests.</summary>
internal sealed record TenantDocument(Guid Id, Tenant Tenant, byte[]? SealedGoogleClientSecret)
{
    /// <summary>The row of the key ring that the secret needs, in a column of its own.</summary>
    public string? SealingKey => SealedPayload.KeyRowOf(SealedGoogleClientSecret);
}

internal sealed class MartenTenantStore(IDocumentStore store, TenantReads reads, TenantSecrets secrets, ChangeFeed feed) : ITenantStore
{
    public async Task<Tenant?> FindAsync(TenantId id, CancellationToken ct) => (await reads.FindAsync(id, ct))?.Tenant;

    public async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var documents = await session.Query<TenantDocument>().OrderBy(document => document.Id).ToAuthenticListAsync(ct);
        return [.. documents.Select(document => document.Tenant)];
    }

    public async Task AddAsync(Tenant tenant, Secret? googleClientSecret, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var box = googleClientSecret is null ? null : secrets.Seal(tenant.TenantId, [new ClientSecret(googleClientSecret, tenant.CreatedAt)]);
        session.Insert(new TenantDocument(tenant.Id, tenant, box));
        await session.SaveChangesAsync(ct);
    }

    public async Task<IReadOnlyList<ClientSecret>> LoadClientSecretsAsync(TenantId id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<TenantDocument>(id.Value, ct)).At(id.Value, document => document.Id) is { SealedGoogleClientSecret: { } box } document
            ? secrets.Open(id, box, document.Tenant.CreatedAt)
            : [];
    }

    public async Task<bool> TrySaveAsync(Tenant tenant, IReadOnlyList<ClientSecret>? clientSecrets, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var document = (await session.LoadAsync<TenantDocument>(tenant.Id, ct)).At(tenant.Id, stored => stored.Id) ?? throw new InvalidOperationException($"Tenant {tenant.Id} is not stored.");
        if (document.Tenant.Revision != tenant.Revision)
        {
            return false;
        }

        var box = clientSecrets is null ? document.SealedGoogleClientSecret : secrets.Seal(tenant.TenantId, clientSecrets);
        // Fails where another writer comes between this session's read and its commit.
        session.Update(document with { Tenant = tenant with { Revision = tenant.Revision + 1 }, SealedGoogleClientSecret = box });
        return await session.TryCommitAsync(feed, [new News(Change.OfTenant(tenant.TenantId), ConcernsOtherNodes: true)], ct);
    }
}
