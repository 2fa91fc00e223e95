using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Vault;

/// <summary>
/// The server's key ring, which wraps the data key of each grant. Keys have ids: an old one keeps opening after a new one
/// has begun to seal. A key that is missing is an exception, never an empty answer.
/// </summary>
public interface IKeyRing
{
    byte[] Wrap(GrantKey key, TenantId tenant, Guid grantId);

    GrantKey Unwrap(byte[] wrapped, TenantId tenant, Guid grantId);
}
