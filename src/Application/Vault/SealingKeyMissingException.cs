using System.Security.Cryptography;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Vault;

namespace GmailPlatform.Application.Vault;

/// <summary>
/// A sealing key is not in the ring, or is there and does not open. Thrown from wherever a value is sealed or opened, and turned into
/// a failure in one place; whoever is about to write something has not written it.
/// </summary>
/// <param name="failure">The failure to return.</param>
/// <param name="keyId">The sealing key; empty for the integrity key.</param>
/// <param name="isInRing">True for a key that exists but does not open under the configured master keys and certificates.</param>
/// <param name="cause">Why it does not open.</param>
public sealed class SealingKeyMissingException(Failure failure, Guid keyId, bool isInRing, Exception? cause)
    // Data Protection passes this base type through and hides every other exception.
    : CryptographicException(failure.Detail, cause)
{
    /// <summary>Makes the exception for a sealing key.</summary>
    public SealingKeyMissingException(Guid keyId, bool isInRing, Exception? cause = null)
        : this(VaultFailures.SealingKeyMissing(keyId, isInRing), keyId, isInRing, cause)
    {
    }

    /// <summary>Makes the exception for the key that authenticates documents.</summary>
    public SealingKeyMissingException(Failure failure, Exception? cause = null)
        : this(failure, Guid.Empty, isInRing: true, cause)
    {
    }

    public Guid KeyId => keyId;

    public bool IsInRing => isInRing;

    public Failure Failure => failure;
}
