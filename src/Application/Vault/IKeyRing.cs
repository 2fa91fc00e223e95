using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Vault;

/// <summary>
/// The server's key ring, which wraps the data key of each grant. Keys have ids: an old one keeps opening after a new one
/// has begun to seal. A key that is missing is a <see cref="SealingKeyMissingException"/>, never an empty answer.
/// </summary>
public interface IKeyRing
{
    /// <summary>Wraps under the active sealing key.</summary>
    byte[] Wrap(GrantKey key, TenantId tenant, Guid grantId);

    /// <summary>Throws where the active sealing key does not open: before Google is asked for what could not be kept.</summary>
    void AssertSeals();

    /// <summary>Unwraps under whatever key of the ring it was wrapped with.</summary>
    GrantKey Unwrap(byte[] wrapped, TenantId tenant, Guid grantId);
}
