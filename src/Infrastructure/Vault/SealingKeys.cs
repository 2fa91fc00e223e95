using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.KeyManagement.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using IDataProtectionKeyRing = Microsoft.AspNetCore.DataProtection.KeyManagement.Internal.IKeyRing;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>
/// Stands in the place of Data Protection's own provider, which looks at the ring once a day and lets two days pass before a new key
/// seals. This one looks again after a second, and at once for a key that it does not know.
/// </summary>
internal sealed class SealingKeys(
    IServiceProvider services, PostgresXmlRepository table, KeyRingAuthentication authentication, IOptions<KeyManagementOptions> options, TimeProvider clock, ILogger<SealingKeys> logger)
    : IKeyRingProvider
{
    /// <summary>A new key seals on every node after this long.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _loading = new();
    private volatile SealingKeyRing? _ring;

    /// <summary>The ring that a value is about to be sealed or opened with. Makes the first key.</summary>
    public IDataProtectionKeyRing GetCurrentKeyRing()
    {
        var ring = Current();
        if (ring.ActiveKeyId is not null || ring.HasKeys)
        {
            return ring;
        }

        table.CreateFirst(CreateFirst);
        return NewerThan(ring);
    }

    /// <summary>The ring, at most a second old. While one caller looks again, or the database is away, callers go on with what they have.</summary>
    public SealingKeyRing Current()
    {
        var ring = _ring;
        if (ring is null)
        {
            lock (_loading)
            {
                return _ring ?? Load();
            }
        }

        if (!ring.IsOlderThan(Freshness) || !_loading.TryEnter())
        {
            return ring;
        }

        try
        {
            return Load();
        }
        catch (Exception e) when (DatabaseOutages.Includes(e))
        {
            // What was read stays good: the URL that repairs a consent is made during an outage too. A commit under a retired key is refused.
            return ring;
        }
        finally
        {
            _loading.Exit();
        }
    }

    /// <summary>The ring after another look; callers who wait for the same look share it.</summary>
    public SealingKeyRing NewerThan(SealingKeyRing ring)
    {
        lock (_loading)
        {
            return ReferenceEquals(_ring, ring) ? Load() : _ring!;
        }
    }

    /// <summary>Adds a key that is newer than every other, whatever the clocks say. Throws while a key of the ring does not open here.</summary>
    public Guid Create()
    {
        var ring = NewerThan(Current());
        foreach (var key in ring.Keys)
        {
            ring.Open(key.KeyId);
        }

        if (authentication.FindIntegrityId(ring.Rows) is null && ring.Rejected.Select(row => SealedPayload.TryKeyOfRow(row.Id)).FirstOrDefault(id => id is not null) is { } foreign)
        {
            ring.Open(foreign);
        }

        var now = clock.GetUtcNow();
        var after = ring.ActivationDates.Select(date => date.AddTicks(1)).Append(now).Max();
        var created = NewManager().CreateNewKey(after, after + options.Value.NewKeyLifetime);
        NewerThan(ring);
        return created.KeyId;
    }

    /// <summary>Throws for a key that anything rests under and that is missing or does not open.</summary>
    public void AssertKeysInUseOpen()
    {
        var ring = Current();
        foreach (var keyId in table.ReadKeysInUse())
        {
            ring.Open(keyId);
        }
    }

    /// <summary>The rows that are not authentic and therefore not used.</summary>
    public IReadOnlyList<RejectedRow> FindRejected() => Current().Rejected;

    public SealingKeyMissingException Missing(Guid keyId)
    {
        logger.LogWarning("Sealing key {KeyId} is asked for and is missing from the key ring.", keyId);
        return new SealingKeyMissingException(keyId, isInRing: false);
    }

    public SealingKeyMissingException DoesNotOpen(Guid keyId, Exception cause)
    {
        logger.LogError("Sealing key {KeyId} does not open: another master key or certificate protects it than Sealing names here, or its row was changed. {Cause}", keyId, cause.Message);
        return new SealingKeyMissingException(keyId, isInRing: true, cause);
    }

    /// <summary>A ring that was lost must come back: a new one would not open what rests under the old.</summary>
    private void CreateFirst()
    {
        foreach (var keyId in table.ReadKeysInUse())
        {
            throw Missing(keyId);
        }

        var now = clock.GetUtcNow();
        NewManager().CreateNewKey(now, now + options.Value.NewKeyLifetime);
    }

    /// <summary>A manager remembers each key that it saw, and that it did not open: only a new one sees that it was put right. What it would log, this class says.</summary>
    private XmlKeyManager NewManager() => ActivatorUtilities.CreateInstance<XmlKeyManager>(services, NullLoggerFactory.Instance);

    private SealingKeyRing Load()
    {
        var (before, readAt) = (_ring, TimeProvider.System.GetTimestamp());
        var rows = table.Read();
        return _ring = before is not null && before.Rows.SequenceEqual(rows)
            ? before.Confirm(readAt)
            : Judge(rows, before, readAt);
    }

    private SealingKeyRing Judge(IReadOnlyList<KeyRingRow> rows, SealingKeyRing? before, long readAt)
    {
        var reading = authentication.Judge(rows);
        foreach (var row in reading.Rejected.Except(before?.Rejected ?? []))
        {
            logger.LogError("Rejected row {Row} of the key ring; it will not be used: {Reason}", row.Id, row.Reason);
        }

        return new SealingKeyRing(this, reading, NewManager().GetAllKeys(), before, readAt);
    }
}
