using System.Text;
using GmailPlatform.Domain.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Secret = GmailPlatform.Domain.Secret;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>Seals the secrets of tenants' own Google clients under the key ring.</summary>
internal sealed class TenantSecrets(IDataProtectionProvider keyRing)
{
    public byte[] Seal(TenantId tenant, Secret secret) => Protector(tenant).Protect(Encoding.UTF8.GetBytes(secret.Reveal()));

    public Secret Open(TenantId tenant, byte[] box) => new(Encoding.UTF8.GetString(Protector(tenant).Unprotect(box)));

    private IDataProtector Protector(TenantId tenant) => keyRing.CreateProtector("GmailPlatform.Tenancy.GoogleClientSecret", tenant.ToString());
}
