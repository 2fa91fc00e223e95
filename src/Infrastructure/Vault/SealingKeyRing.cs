using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Xml;
using GmailPlatform.Application.Vault;
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
    private readonly IKey? _active;

    private long _confirmedAt;

    /// <summary>Makes the ring of what was read.</summary>
    /// <param name="owner">Asked for a newer ring where this one does not know a key.</param>
    /// <param name="rows">What was read.</param>
    /// <param name="keys">The same, as keys.</param>
    /// <param name="before">The ring before: what it opened stays open, also when the text was protected anew meanwhile.</param>
    /// <param name="readAt">The timestamp of the reading.</param>
    public SealingKeyRing(SealingKeys owner, IReadOnlyList<KeyRingRow> rows, IEnumerable<IKey> keys, SealingKeyRing? before, long readAt)
    {
        (_owner, Rows, _confirmedAt) = (owner, rows, readAt);
        _keys = keys.ToDictionary(key => key.KeyId);
        // By no clock: nodes whose clocks differ must agree.
        _active = _keys.Values.Where(key => !key.IsRevoked).MaxBy(key => (key.ActivationDate, key.CreationDate, key.KeyId));
        foreach (var (keyId, encryptor) in before?._opened.Where(opened => _keys.ContainsKey(opened.Key)) ?? [])
        {
            _opened[keyId] = encryptor;
        }
    }

    public IReadOnlyList<KeyRingRow> Rows { get; }

    public IReadOnlyList<IKey> Keys => [.. _keys.Values.OrderBy(key => (key.ActivationDate, key.CreationDate, key.KeyId))];

    /// <summary>Null while there is none that may seal.</summary>
    public Guid? ActiveKeyId => _active?.KeyId;

    public Guid DefaultKeyId => Active.KeyId;

    public IAuthenticatedEncryptor? DefaultAuthenticatedEncryptor => Open(Active);

    private IKey Active => _active ?? throw new InvalidOperationException("The key ring has no key that may seal.");

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
            : throw _owner.Missing(keyId);

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
