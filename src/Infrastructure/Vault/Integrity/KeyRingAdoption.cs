using System.Security.Cryptography;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store.Authentic;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>
/// Authenticates a key ring of an earlier version, once. Its rows are trusted where the master key proves them: they open under AES-GCM.
/// A certificate proves nothing, since its public key is enough to make such a row: then the operator has to confirm by a setting.
/// </summary>
internal sealed class KeyRingAdoption(
    PostgresXmlRepository table,
    KeyRingAuthentication authentication,
    KeyRingProtection protection,
    DocumentKinds kinds,
    IOptions<SealingOptions> options,
    ILogger<KeyRingAdoption> logger)
{
    /// <summary>Makes the integrity key, once.</summary>
    public async Task ApplyAsync(CancellationToken ct)
    {
        var rows = table.Read();
        if (rows.Any(row => row.Id == IntegrityRow.Id))
        {
            if (authentication.FindIntegrityId(rows) is null)
            {
                logger.LogError("Left the key ring as it is: its integrity key is not authentic under the configured master key or certificate");
            }

            return;
        }

        var adoptable = rows.Where(IsProven).ToList();
        if (FindObstacle(rows, adoptable) is { } obstacle)
        {
            logger.LogError("Did not authenticate the key ring: {Obstacle}", obstacle);
            return;
        }

        var id = Guid.NewGuid();
        // Without any key nothing proves the documents of a database: none is adopted later, unless the operator confirms it.
        var adopted = adoptable.Count > 0 || options.Value.AdoptStoredRows ? [] : kinds.All.Select(kind => kind.Name);
        var integrity = IntegrityRow.Create(id, adopted, protection.ProtectIntegrityKey(RandomNumberGenerator.GetBytes(KeyRingProtection.IntegrityKeySize)));
        var added = new KeyRingRow(IntegrityRow.Id, integrity, authentication.Authenticate(IntegrityRow.Id, integrity, id));
        var replaced = adoptable.Select(row => (row, Adopt(row, id))).ToList();
        if (!await table.TryReplaceAsync(replaced, [added], ct))
        {
            throw new InvalidOperationException("The key ring changed while it was authenticated. Run the migration again.");
        }

        if (adoptable.Count > 0)
        {
            logger.LogWarning("Authenticated {Count} sealing keys that were stored before the key ring was authenticated", adoptable.Count);
        }
    }

    private KeyRingRow Adopt(KeyRingRow row, Guid integrityId)
    {
        var xml = protection.ProtectAdopted(row);
        return row with { Xml = xml, Mac = authentication.Authenticate(row.Id, xml, integrityId) };
    }

    /// <summary>Codes can be taken off; the form of what the master key sealed cannot be changed by whoever lacks it.</summary>
    private static bool WasAuthenticated(KeyRingRow row) => KeyRingProtection.IsBornAuthenticated(KeyRingFormat.TryParse(row.Xml)!);

    private string? FindObstacle(IReadOnlyList<KeyRingRow> rows, List<KeyRingRow> adoptable) =>
        rows.Any(row => row.Mac is not null) || adoptable.Exists(WasAuthenticated) ? "its integrity key was removed; restore the row 'integrity' from a backup"
        : rows.Count > 0 && adoptable.Count == 0 ? "no row is proven by a configured master key. Configure the right one; of a ring under a certificate, set Sealing:AdoptStoredRows to true for this one migration"
        : rows.Count == 0 && table.ReadKeysInUse().Count > 0 ? "it is empty while sealed values need its keys; restore it from a backup"
        : null;

    private bool IsProven(KeyRingRow row)
    {
        if (!row.IsKey || KeyRingFormat.TryParse(row.Xml) is not { } key || KeyRingFormat.FindFault(row, key) is not null)
        {
            return false;
        }

        try
        {
            protection.AssertOpens(row);
            return KeyRingProtection.IsUnderMasterKey(key) || options.Value.AdoptStoredRows;
        }
        catch (SealingKeyMissingException)
        {
            return false;
        }
    }
}
