using System.Security.Cryptography;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Vault;

namespace GmailPlatform.Application.Vault;

/// <summary>
/// A sealing key is not in the ring, or is there and does not open. Thrown from wherever a value is sealed or opened, and turned into
/// a failure in one place; whoever is about to write something has not written it.
/// </summary>
/// <param name="keyId">The key that was needed.</param>
/// <param name="isInRing">True for a key that is there but protected by a master key or certificate that this server does not have.</param>
/// <param name="cause">Why it does not open.</param>
public sealed class SealingKeyMissingException(Guid keyId, bool isInRing, Exception? cause = null)
    // Data Protection passes this base type through and hides every other exception.
    : CryptographicException(VaultFailures.SealingKeyMissing(keyId, isInRing).Detail, cause)
{
    public Guid KeyId => keyId;

    public bool IsInRing => isInRing;

    public Failure Failure => VaultFailures.SealingKeyMissing(keyId, isInRing);
}
