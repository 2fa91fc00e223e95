using System.Diagnostics;
using System.Security.Cryptography;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault;
using Marten;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>
/// The data keys of grants. Each is wrapped anew in one transaction with its entry in the grant's history, which refuses where the
/// grant moved on: a refresh is never overwritten.
/// </summary>
internal sealed class SealedGrantKeys(IDocumentStore store, SealedRows rows, IKeyRing keyRing, TimeProvider clock, ILogger<SealedGrantKeys> logger) : ISealedValues
{
    private const int Parallelism = 4;

    private static readonly Actor Actor = Actor.Job("reseal");

    public string Kind => "grantKeys";

    public Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(CancellationToken ct) => rows.CountByKeyAsync(SealedTable.GrantKeys, ct);

    public async Task<ResealedBatch> ResealAsync(Guid from, Guid after, int limit, CancellationToken ct)
    {
        var batch = await rows.ListAsync(SealedTable.GrantKeys, "tenant_id", from, after, limit, ct);
        var resealed = 0;
        await Parallel.ForEachAsync(batch, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = ct }, async (row, token) =>
        {
            if (await TryResealAsync(row, token))
            {
                Interlocked.Increment(ref resealed);
            }
        });
        return new ResealedBatch(batch.Count, resealed, batch.Count > 0 ? batch[^1].Id : after);
    }

    private async Task<bool> TryResealAsync(SealedRow row, CancellationToken ct)
    {
        await using var session = store.LightweightSession(row.Tenant);
        var batch = session.CreateBatchQuery();
        var (grantLoad, credentialLoad) = (batch.Load<Grant>(row.Id), batch.Load<SealedCredential>(row.Id));
        await batch.Execute(ct);
        if (await grantLoad is not { } grant || await credentialLoad is not { } credential || Rewrap(row, credential) is not { } wrapped)
        {
            return false;
        }

        var events = Grant.Reseal(SealedPayload.KeyOf(credential.WrappedKey)!.Value, SealedPayload.KeyOf(wrapped)!.Value, clock.GetUtcNow());
        if (events.Count == 0)
        {
            return false;
        }

        session.Append(grant, events, Cause.Of(Actor, Activity.Current));
        session.Store(credential with { WrappedKey = wrapped });
        return await session.TrySaveAsync(ct);
    }

    /// <summary>Null for a value that was damaged, which must not keep the others under the old key.</summary>
    private byte[]? Rewrap(SealedRow row, SealedCredential credential)
    {
        var tenant = new TenantId(Guid.Parse(row.Tenant));
        try
        {
            return keyRing.Wrap(keyRing.Unwrap(credential.WrappedKey, tenant, row.Id), tenant, row.Id);
        }
        catch (CryptographicException e) when (e is not SealingKeyMissingException)
        {
            logger.LogError(e, "The data key of grant {GrantId} does not open, though its sealing key is there: the value was damaged. It stays as it is.", row.Id);
            return null;
        }
    }
}
