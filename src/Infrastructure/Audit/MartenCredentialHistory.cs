using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using Marten;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class MartenCredentialHistory(IDocumentStore store) : ICredentialHistory
{
    public async Task<IReadOnlyList<RecordedEvent>?> ReadAsync(TenantId tenant, Guid grantId, long after, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession(tenant.ToString());
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.StreamId == grantId && e.Version > after)
            .OrderBy(e => e.Version)
            .Take(limit)
            .ToListAsync(ct);
        if (events.Count == 0 && await session.LoadAsync<Grant>(grantId, ct) is null)
        {
            return null;
        }

        return [.. events.Select(RecordedEvents.Of)];
    }
}
