using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Microsoft.AspNetCore.DataProtection;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>The private halves of the keys that sign checkpoints, of which there are few.</summary>
internal sealed class SealedCheckpointKeys(IDocumentStore store, SealedRows rows, IDataProtectionProvider keyRing) : ISealedValues
{
    public string Kind => "checkpointKeys";

    public Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(CancellationToken ct) => rows.CountByKeyAsync(SealedTable.CheckpointKeys, ct);

    public async Task<ResealedBatch> ResealAsync(Guid from, Guid after, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var keys = await session.Query<CheckpointKeyDocument>().Where(key => key.RetiredAt == null).ToAuthenticListAsync(ct);
        var (found, resealed) = (0, 0);
        foreach (var key in keys.Where(key => key.SealedKey is { } sealedKey && SealedPayload.KeyOf(sealedKey) == from))
        {
            var protector = SealedCheckpointSigner.Protector(keyRing);
            var box = protector.Protect(protector.Unprotect(key.SealedKey!));
            found++;
            resealed += SealedPayload.KeyOf(box) != from && await rows.TryReplaceAsync(SealedTable.CheckpointKeys, key.Id, key.SealedKey!, box, ct) ? 1 : 0;
        }

        return new ResealedBatch(found, resealed, after);
    }
}
