using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Vault;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>
/// The key under which documents are authenticated. It rests in the key ring, protected and authenticated like a sealing key, and stays
/// the same when sealing keys or master keys change, so that no document has to be authenticated again.
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
