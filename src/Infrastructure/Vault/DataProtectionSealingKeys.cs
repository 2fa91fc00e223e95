using System.Xml.Linq;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;

namespace GmailPlatform.Infrastructure.Vault;

internal sealed class DataProtectionSealingKeys(SealingKeys keys, PostgresXmlRepository table, KeyRingProtection protection) : ISealingKeys
{
    public Task<IReadOnlyList<SealingKey>> ListAsync(CancellationToken ct) => Task.FromResult(List());

    public async Task<SealingKey> RotateAsync(CancellationToken ct)
    {
        var keyId = keys.Create();
        // By then every node has looked at the ring again, or does so before it seals.
        await Task.Delay(SealingKeys.Freshness, TimeProvider.System, ct);
        return List().Single(key => key.Id == keyId);
    }

    public Task<bool> TryRetireAsync(Guid keyId, CancellationToken ct) => table.TryDeleteAsync(keyId, ct);

    public async Task<int> ProtectAsync(CancellationToken ct)
    {
        while (true)
        {
            var changes = table.Read().Select(row => (Before: row, Xml: protection.Renew(row))).Where(change => change.Xml is not null).ToList();
            if (await table.TryReplaceAsync([.. changes.Select(change => (change.Before, change.Xml!))], ct))
            {
                return changes.Count;
            }
        }
    }

    private IReadOnlyList<SealingKey> List()
    {
        var ring = keys.NewerThan(keys.Current());
        var texts = ring.Rows.ToDictionary(row => row.Id, row => row.Xml, StringComparer.Ordinal);
        return
        [
            .. ring.Keys.Select(key => new SealingKey(
                key.KeyId,
                key.CreationDate,
                key.ActivationDate,
                key.ExpirationDate,
                key.KeyId == ring.ActiveKeyId,
                key.IsRevoked,
                ring.Opens(key.KeyId),
                KeyRingProtection.Describe(XElement.Parse(texts[SealedPayload.KeyRow(key.KeyId)])))),
        ];
    }
}
