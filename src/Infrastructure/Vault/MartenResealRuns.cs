using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;

namespace GmailPlatform.Infrastructure.Vault;

internal sealed class MartenResealRuns(IDocumentStore store) : IResealRuns
{
    public async Task<ResealRun?> FindLatestAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<ResealRun>().OrderByDescending(run => run.Id).ToAuthenticListAsync(ct) is [var latest, ..] ? latest : null;
    }

    public async Task SaveAsync(ResealRun run, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Store(run);
        await session.SaveChangesAsync(ct);
    }
}
