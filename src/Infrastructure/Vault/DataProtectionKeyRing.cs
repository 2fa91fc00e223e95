using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Tenancy;
using Microsoft.AspNetCore.DataProtection;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>Wraps data keys with ASP.NET Core Data Protection: its payloads name their key, so old ones keep opening.</summary>
internal sealed class DataProtectionKeyRing(IDataProtectionProvider provider, SealingKeys keys) : IKeyRing
{
    public byte[] Wrap(GrantKey key, TenantId tenant, Guid grantId) => Protector(tenant, grantId).Protect(key.Material.ToArray());

    public void AssertSeals() => _ = keys.GetCurrentKeyRing().DefaultAuthenticatedEncryptor;

    public GrantKey Unwrap(byte[] wrapped, TenantId tenant, Guid grantId) => new(Protector(tenant, grantId).Unprotect(wrapped));

    private IDataProtector Protector(TenantId tenant, Guid grantId) =>
        provider.CreateProtector("GmailPlatform.Vault.GrantKey", tenant.ToString(), grantId.ToString());
}
