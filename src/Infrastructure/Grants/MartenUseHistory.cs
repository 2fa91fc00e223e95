using System.Diagnostics;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class MartenUseHistory(IDocumentStore store, TimeProvider clock) : IUseHistory
{
    public async Task<bool> TryAppendAsync(TenantId tenant, IReadOnlyList<GrantUse> uses, CancellationToken ct)
    {
        await using var session = store.LightweightSession(tenant.ToString());
        var cause = Cause.Of(Actor.Job("record-uses"), Activity.Current);
        var now = clock.GetUtcNow();
        var byGrant = uses.ToLookup(use => use.GrantId, use => new CredentialsUsed(use.By.Name, use.Count, use.WindowStart, use.FirstUsedAt, use.LastUsedAt, now));
        foreach (var grant in (await session.LoadManyAsync<Grant>(ct, byGrant.Select(grant => grant.Key))).OrderBy(grant => grant.Id))
        {
            if (grant.RecordUse([.. byGrant[grant.Id]]) is { Count: > 0 } facts)
            {
                session.Append(grant, facts, cause);
            }
        }

        return await session.TrySaveAsync(ct);
    }
}
