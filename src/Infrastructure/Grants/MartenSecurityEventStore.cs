using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>A security event as it rests.</summary>
/// <param name="Received">Null once it took effect: whom it was about is forgotten then.</param>
internal sealed record SecurityEventDocument(Guid Id, DateTimeOffset ReceivedAt, DateTimeOffset? ProcessedAt, ReceivedSecurityEvent? Received);

internal sealed class MartenSecurityEventStore(IDocumentStore store) : ISecurityEventStore
{
    public async Task<bool> TryAddAsync(ReceivedSecurityEvent received, DateTimeOffset receivedAt, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Insert(new SecurityEventDocument(received.Event.Id, receivedAt, ProcessedAt: null, received));
        return await session.TrySaveAsync(ct);
    }

    public async Task<ReceivedSecurityEvent?> FindUnprocessedAsync(Guid eventId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return (await session.LoadAsync<SecurityEventDocument>(eventId, ct)).At(eventId, document => document.Id)?.Received;
    }

    public async Task MarkProcessedAsync(Guid eventId, DateTimeOffset at, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        if ((await session.LoadAsync<SecurityEventDocument>(eventId, ct)).At(eventId, stored => stored.Id) is { } document)
        {
            session.Update(document with { ProcessedAt = at, Received = null });
            await session.SaveChangesAsync(ct);
        }
    }

    public async Task<IReadOnlyList<Guid>> ListUnprocessedAsync(DateTimeOffset receivedBefore, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<SecurityEventDocument>()
            .Where(document => document.ProcessedAt == null && document.ReceivedAt < receivedBefore)
            .OrderBy(document => document.ReceivedAt)
            .Take(limit)
            .Select(document => document.Id)
            .ToListAsync(ct);
    }

    public async Task<int> PurgeAsync(DateTimeOffset processedBefore, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var old = await session.Query<SecurityEventDocument>().CountAsync(document => document.ProcessedAt < processedBefore, ct);
        session.DeleteWhere<SecurityEventDocument>(document => document.ProcessedAt < processedBefore);
        await session.SaveChangesAsync(ct);
        return old;
    }
}
