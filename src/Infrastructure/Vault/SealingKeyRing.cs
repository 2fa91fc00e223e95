using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Xml;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using IDataProtectionKeyRing = Microsoft.AspNetCore.DataProtection.KeyManagement.Internal.IKeyRing;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>The ring as it was read: which key seals, and which key opens what.</summary>
internal sealed class SealingKeyRing : IDataProtectionKeyRing
{
    private readonly SealingKeys _owner;
    private readonly IReadOnlyDictionary<Guid, IKey> _keys;
    private readonly ConcurrentDictionary<Guid, IAuthenticatedEncryptor> _opened = new();
    private readonly KeyRingReading _reading;
    private readonly IKey? _active;
    private readonly IKey? _vanished;

    private long _confirmedAt;

    /// <summary>Makes the ring of what was read.</summary>
    /// <param name="owner">Asked for a newer ring where this one does not know a key.</param>
    /// <param name="reading">The rows, authenticated.</param>
    /// <param name="keys">The authentic keys among them.</param>
    /// <param name="before">The ring before: what it opened stays open, also when the text was protected anew meanwhile.</param>
    /// <param name="readAt">The timestamp of the reading.</param>
    public SealingKeyRing(SealingKeys owner, KeyRingReading reading, IEnumerable<IKey> keys, SealingKeyRing? before, long readAt)
    {
        (_owner, _reading, _confirmedAt) = (owner, reading, readAt);
        var known = keys.ToDictionary(key => key.KeyId);
        // Keeps keys that this process read while their rows were authentic, even if the rows have been changed since.
        foreach (var key in before?._keys.Values.Where(key => IsRow(key.KeyId)) ?? [])
        {
            known.TryAdd(key.KeyId, key);
        }

        _keys = known;
        // By no clock: nodes whose clocks differ must agree.
        var newest = _keys.Values.Where(key => !key.IsRevoked).MaxBy(Order);
        // The active key cannot be retired, so a ring without it was rolled back or is incomplete.
        _vanished = Vanished(before, newest);
        _active = _vanished is null ? newest : null;
        foreach (var (keyId, encryptor) in before?._opened.Where(opened => _keys.ContainsKey(opened.Key)) ?? [])
        {
            _opened[keyId] = encryptor;
        }
    }

    public IReadOnlyList<KeyRingRow> Rows => _reading.Rows;

    /// <summary>Rows that are not authentic and therefore not used.</summary>
    public IReadOnlyList<RejectedRow> Rejected => _reading.Rejected;

    public IReadOnlyList<IKey> Keys => [.. _keys.Values.OrderBy(Order)];

    /// <summary>Whether the ring has or had a key; only a ring without one may get a first key.</summary>
    public bool HasKeys => _vanished is not null || Rows.Any(row => row.IsKey);

    /// <summary>Activation dates of every key that this process has seen; a new key must have a later one.</summary>
    public IEnumerable<DateTimeOffset> ActivationDates => _keys.Values.Append(_vanished).OfType<IKey>().Select(key => key.ActivationDate);

    /// <summary>Null while there is none that may seal.</summary>
    public Guid? ActiveKeyId => _active?.KeyId;

    /// <summary>Empty without an active key: Data Protection reads it when opening too, which needs none.</summary>
    public Guid DefaultKeyId => _active?.KeyId ?? Guid.Empty;

    public IAuthenticatedEncryptor? DefaultAuthenticatedEncryptor => Open(Active);

    private IKey Active => _active ?? throw (
        _vanished is not null ? _owner.Missing(_vanished.KeyId)
        : FirstRejectedKey() is var (keyId, reason) ? _owner.DoesNotOpen(keyId, new CryptographicException(reason))
        : new InvalidOperationException("The key ring has no key that may seal."));

    public IAuthenticatedEncryptor? GetAuthenticatedEncryptorByKeyId(Guid keyId, out bool isRevoked)
    {
        // A revoked key seals nothing more; refusing what it sealed would lose the mailboxes.
        isRevoked = false;
        return Open(keyId);
    }

    /// <summary>Throws a <see cref="SealingKeyMissingException"/> for a key that is not there, also after another look, or does not open.</summary>
    public IAuthenticatedEncryptor Open(Guid keyId) => _keys.TryGetValue(keyId, out var key)
        ? Open(key)
        : _owner.NewerThan(this) is var newer && newer._keys.TryGetValue(keyId, out key)
            ? newer.Open(key)
            : throw newer.Unusable(keyId);

    /// <summary>Whether the ring has an authentic key with this id.</summary>
    public bool Knows(Guid keyId) => _keys.ContainsKey(keyId);

    public bool Opens(Guid keyId)
    {
        try
        {
            return Open(keyId) is not null;
        }
        catch (SealingKeyMissingException)
        {
            return false;
        }
    }

    public bool IsOlderThan(TimeSpan age) => TimeProvider.System.GetElapsedTime(Volatile.Read(ref _confirmedAt)) > age;

    /// <summary>Another look found it unchanged.</summary>
    public SealingKeyRing Confirm(long readAt)
    {
        Volatile.Write(ref _confirmedAt, readAt);
        return this;
    }

    private static (DateTimeOffset Activation, DateTimeOffset Creation, Guid Id) Order(IKey key) => (key.ActivationDate, key.CreationDate, key.KeyId);

    /// <summary>The previously active key, if neither it nor a later one is in the ring.</summary>
    private IKey? Vanished(SealingKeyRing? before, IKey? newest) =>
        (before?._active ?? before?._vanished) is { } last && !_keys.ContainsKey(last.KeyId) && (newest is null || Order(newest).CompareTo(Order(last)) < 0) ? last : null;

    private bool IsRow(Guid keyId)
    {
        var row = SealedPayload.KeyRow(keyId);
        return Rows.Any(each => each.Id == row);
    }

    private SealingKeyMissingException Unusable(Guid keyId) =>
        Rejected.FirstOrDefault(row => row.Id == SealedPayload.KeyRow(keyId)) is { } rejected
            ? _owner.DoesNotOpen(keyId, new CryptographicException(rejected.Reason))
            : _owner.Missing(keyId);

    private (Guid KeyId, string Reason)? FirstRejectedKey()
    {
        foreach (var row in Rejected)
        {
            if (SealedPayload.TryKeyOfRow(row.Id) is { } keyId)
            {
                return (keyId, row.Reason);
            }
        }

        return null;
    }

    private IAuthenticatedEncryptor Open(IKey key)
    {
        try
        {
            return _opened.GetOrAdd(key.KeyId, _ => key.CreateEncryptor() ?? throw new CryptographicException("No algorithm is known for the key."));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or XmlException)
        {
            throw _owner.DoesNotOpen(key.KeyId, e);
        }
    }
}
