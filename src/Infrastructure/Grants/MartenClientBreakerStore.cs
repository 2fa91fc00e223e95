using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Store;
using JasperFx;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>A breaker as it rests.</summary>
internal sealed record ClientBreakerDocument(string Id, ClientBreaker Breaker) : IRevisioned
{
    /// <summary>Marten's revision of the row.</summary>
    public int Version { get; set; }
}

internal sealed class MartenClientBreakerStore(IDocumentStore store) : IClientBreakerStore
{
    public async Task<StoredClientBreaker?> FindAsync(string id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<ClientBreakerDocument>(id, ct) is { } document ? new StoredClientBreaker(document.Breaker, document.Version) : null;
    }

    public async Task<IReadOnlyList<ClientBreaker>> ListAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return [.. (await session.Query<ClientBreakerDocument>().OrderBy(document => document.Id).ToListAsync(ct)).Select(document => document.Breaker)];
    }

    public async Task<bool> TrySaveAsync(StoredClientBreaker breaker, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var document = new ClientBreakerDocument(breaker.Breaker.Id, breaker.Breaker);
        if (breaker.Revision == 0)
        {
            session.Insert(document);
        }
        else
        {
            session.UpdateRevision(document, breaker.Revision + 1);
        }

        return await session.TrySaveAsync(ct);
    }

    public async Task DeleteAsync(string id, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Delete<ClientBreakerDocument>(id);
        await session.SaveChangesAsync(ct);
    }
}
