using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>
/// The authentication keys derived from the configured master keys and certificates. None is stored in the database, so
/// write access to the database is not enough to authenticate a row.
/// </summary>
internal sealed class RootSecrets
{
    private const int Size = 32;

    private static readonly byte[] MasterKeyInfo = Encoding.UTF8.GetBytes("gmailplatform key ring authentication v1");

    /// <summary>The label that a certificate's private key signs to derive its secret. RSA with PKCS #1 v1.5 is deterministic (RFC 8017, section 8.2).</summary>
    private static readonly byte[] CertificateLabel = Encoding.UTF8.GetBytes("gmailplatform key ring authentication v1 by certificate");

    private readonly Lazy<IReadOnlyList<byte[]>> _keys;

    public RootSecrets(IOptions<SealingOptions> options) => _keys = new(() => [.. Read(options.Value)]);

    /// <summary>The key for new rows: the certificate's where one is configured, otherwise the master key's.</summary>
    public byte[] Current => Keys[0];

    /// <summary>Every key that rows may be authenticated under, the current one first. 32 bytes each.</summary>
    public IReadOnlyList<byte[]> Keys => _keys.Value;

    private static IEnumerable<byte[]> Read(SealingOptions options)
    {
        if (options.HasCertificate)
        {
            yield return Derive(VaultSetup.LoadCertificate("CertificateFile", options.CertificateFile, options.CertificatePassword));
        }

        foreach (var masterKey in options.ReadMasterKeys())
        {
            yield return HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey.Material, Size, info: MasterKeyInfo);
        }

        foreach (var (previous, index) in options.PreviousCertificates.Select((previous, index) => (previous, index)))
        {
            yield return Derive(VaultSetup.LoadCertificate($"PreviousCertificates:{index}:File", previous.File, previous.Password));
        }
    }

    private static byte[] Derive(X509Certificate2 certificate)
    {
        using (certificate)
        using (var key = certificate.GetRSAPrivateKey()
            ?? throw new ConfigurationException($"Certificate {certificate.Thumbprint} has no RSA private key. Sealing needs one: it authenticates the key ring."))
        {
            var signature = key.SignData(CertificateLabel, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, signature, Size, info: MasterKeyInfo);
        }
    }
}
