using System.Globalization;
using System.Xml.Linq;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault.Integrity;

namespace GmailPlatform.Infrastructure.Vault;

internal sealed class DataProtectionSealingKeys(SealingKeys keys, PostgresXmlRepository table, KeyRingProtection protection, KeyRingAuthentication authentication) : ISealingKeys
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
            var changes = Renewed(table.Read());
            if (await table.TryReplaceAsync(changes, [], ct))
            {
                return changes.Count(change => change.Before.IsKey);
            }
        }
    }

    public Task<IReadOnlyList<RejectedKeyRow>> ListRejectedAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<RejectedKeyRow>>([.. keys.NewerThan(keys.Current()).Rejected.Select(row => new RejectedKeyRow(row.Id, row.Reason))]);

    /// <summary>The authentic rows that are not yet under the current protection or authentication, with their new text.</summary>
    private List<(KeyRingRow Before, KeyRingRow After)> Renewed(IReadOnlyList<KeyRingRow> rows)
    {
        var integrityId = authentication.FindIntegrityId(rows) ?? throw new SealingKeyMissingException(VaultFailures.IntegrityKeyMissing(isInRing: true));
        var changes = new List<(KeyRingRow Before, KeyRingRow After)>();
        foreach (var row in rows.Where(row => authentication.IsAuthentic(row, integrityId)))
        {
            var xml = protection.Renew(row);
            if (xml is not null || !authentication.IsCurrent(row, integrityId))
            {
                changes.Add((row, new KeyRingRow(row.Id, xml ?? row.Xml, authentication.Authenticate(row.Id, xml ?? row.Xml, integrityId))));
            }
        }

        return changes;
    }

    private IReadOnlyList<SealingKey> List()
    {
        var ring = keys.NewerThan(keys.Current());
        var texts = ring.Rows.DistinctBy(row => row.Id).ToDictionary(row => row.Id, row => row.Xml, StringComparer.Ordinal);
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
                Describe(texts[SealedPayload.KeyRow(key.KeyId)]))),
            .. ring.Rejected.Where(row => texts.ContainsKey(row.Id)).Select(row => FindUnusable(row.Id, texts[row.Id])).OfType<SealingKey>().Where(key => !ring.Knows(key.Id)),
        ];
    }

    /// <summary>A key that is not authentic, as its row describes it; null for a row that is not a key.</summary>
    private static SealingKey? FindUnusable(string rowId, string xml) =>
        SealedPayload.TryKeyOfRow(rowId) is { } id
        && KeyRingFormat.TryParse(xml) is { } key
        && DateOf(key, "creationDate") is { } created
        && DateOf(key, "activationDate") is { } activated
        && DateOf(key, "expirationDate") is { } expires
            ? new SealingKey(id, created, activated, expires, IsActive: false, IsRevoked: false, Opens: false, KeyRingProtection.Describe(key))
            : null;

    private static DateTimeOffset? DateOf(XElement key, string name) =>
        DateTimeOffset.TryParse((string?)key.Element(name), CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static string Describe(string xml) => KeyRingFormat.TryParse(xml) is { } key ? KeyRingProtection.Describe(key) : "an unreadable row";
}
