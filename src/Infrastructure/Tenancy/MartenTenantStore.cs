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

internal sealed class MartenTenantStore(IDocumentStore store, TenantSecrets secrets, ChangeFeed feed) : ITenantStore
{
    public async Task<Tenant?> FindAsync(TenantId id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<TenantDocument>(id.Value, ct)).At(id.Value, document => document.Id)?.Tenant;
    }

    public async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var documents = await session.Query<TenantDocument>().OrderBy(document => document.Id).ToAuthenticListAsync(ct);
        return [.. documents.Select(document => document.Tenant)];
    }

    public async Task AddAsync(Tenant tenant, Secret? googleClientSecret, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Insert(new TenantDocument(tenant.Id, tenant, googleClientSecret is null ? null : secrets.Seal(tenant.TenantId, googleClientSecret)));
        await session.SaveChangesAsync(ct);
    }

    public async Task SaveAsync(Tenant tenant, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var document = (await session.LoadAsync<TenantDocument>(tenant.Id, ct)).At(tenant.Id, stored => stored.Id) ?? throw new InvalidOperationException($"Tenant {tenant.Id} is not stored.");
        session.Update(document with { Tenant = tenant });
        await session.CommitAsync(feed, Change.OfTenant(tenant.TenantId), ct);
    }
}
