using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Vault;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>
/// The key that authenticates documents. It is stored in the key ring, protected and authenticated like a sealing key, and does not
/// change with sealing keys or master keys, so that documents need not be authenticated again.
/// </summary>
internal sealed class IntegrityKey(PostgresXmlRepository table, KeyRingAuthentication authentication, KeyRingProtection protection)
{
    private volatile byte[]? _key;

    /// <summary>32 bytes. Throws a <see cref="SealingKeyMissingException"/> where the row is missing, is not authentic or does not open.</summary>
    public byte[] Read() => _key ??= Open(table.Read());

    private byte[] Open(IReadOnlyList<KeyRingRow> rows)
    {
        var row = rows.FirstOrDefault(row => row.Id == IntegrityRow.Id);
        if (row is null || authentication.FindIntegrityId(rows) is null)
        {
            throw new SealingKeyMissingException(VaultFailures.IntegrityKeyMissing(isInRing: row is not null));
        }

        return protection.OpenIntegrityKey(row);
    }
}
