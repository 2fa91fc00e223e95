using System.Text;
using System.Text.Json;
using GmailPlatform.Domain.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Secret = GmailPlatform.Domain.Secret;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>Seals the secrets of tenants' own Google clients under the key ring: all secrets of a tenant in one box.</summary>
internal sealed class TenantSecrets(IDataProtectionProvider keyRing)
{
    /// <summary>
    /// The first byte of a box with a list of secrets. Boxes of earlier versions contain one secret and nothing else, and no secret of
    /// Google's begins with a control character.
    /// </summary>
    private const byte ListFormat = 1;

    /// <summary>Seals secrets, newest first.</summary>
    public byte[] Seal(TenantId tenant, IReadOnlyList<ClientSecret> secrets) => Protector(tenant).Protect(
        [ListFormat, .. JsonSerializer.SerializeToUtf8Bytes(secrets.Select(secret => new Entry(secret.Value.Reveal(), secret.AddedAt)))]);

    /// <summary>Opens what <see cref="Seal"/> sealed, or an earlier version did.</summary>
    /// <param name="tenant">Whose secrets they are.</param>
    /// <param name="box">The sealed secrets.</param>
    /// <param name="createdAt">When the tenant was created: the date of the only secret that earlier versions kept.</param>
    public IReadOnlyList<ClientSecret> Open(TenantId tenant, byte[] box, DateTimeOffset createdAt)
    {
        var content = Protector(tenant).Unprotect(box);
        return content is [ListFormat, .. var list]
            ? [.. JsonSerializer.Deserialize<IReadOnlyList<Entry>>(list)!.Select(entry => new ClientSecret(new Secret(entry.Secret), entry.AddedAt))]
            : [new ClientSecret(new Secret(Encoding.UTF8.GetString(content)), createdAt)];
    }

    /// <summary>Seals the content of a box under the active key, whatever its format.</summary>
    public byte[] Reseal(TenantId tenant, byte[] box) => Protector(tenant).Protect(Protector(tenant).Unprotect(box));

    private IDataProtector Protector(TenantId tenant) => keyRing.CreateProtector("GmailPlatform.Tenancy.GoogleClientSecret", tenant.ToString());

    private sealed record Entry(string Secret, DateTimeOffset AddedAt);
}
