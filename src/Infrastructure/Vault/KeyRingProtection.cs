using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using System.Xml.Linq;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>What protects the keys of the ring where they rest: the master key or a certificate, of now or of before.</summary>
internal sealed class KeyRingProtection(IOptions<KeyManagementOptions> options, IServiceProvider services)
{
    /// <summary>In bytes.</summary>
    public const int IntegrityKeySize = 32;

    private static readonly XName EncryptedSecret = KeyRingFormat.EncryptedSecret;
    private static readonly XName DecryptorType = KeyRingFormat.DecryptorType;
    private static readonly XName X509Certificate = XName.Get("X509Certificate", "http://www.w3.org/2000/09/xmldsig#");

    /// <summary>Names the master key or certificate that a key's text is protected by.</summary>
    public static string Describe(XElement key) => (key.Descendants(EncryptedSecret).FirstOrDefault()?.Elements().FirstOrDefault(), key.Descendants(X509Certificate).FirstOrDefault()) switch
    {
        (null, _) => "nothing",
        (_, { } certificate) => DescribeCertificate(certificate.Value),
        ({ } box, null) => $"master key {(string?)box.Attribute(MasterKey.IdAttribute) ?? "without a name"}",
    };

    /// <summary>The text under the present protection; null for one that has it, and for a revocation.</summary>
    public string? Renew(KeyRingRow row)
    {
        if (KeyRingFormat.TryParse(row.Xml) is not { } key || key.Descendants(EncryptedSecret).FirstOrDefault() is not { } secret)
        {
            return null;
        }

        var before = (Describe(key), IsBornAuthenticated(key));
        secret.ReplaceWith(Protect(Open(row, secret)));
        return (Describe(key), IsBornAuthenticated(key)) == before ? null : key.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Whether a key is protected by a master key: one that opens it under AES-GCM also protected it.</summary>
    public static bool IsUnderMasterKey(XElement key) => key.Descendants(EncryptedSecret).All(secret => KeyRingFormat.FindDecryptor(secret) == typeof(MasterKeyXmlDecryptor));

    /// <summary>Whether the row was protected by a version that authenticates rows, which therefore never rest without a code.</summary>
    public static bool IsBornAuthenticated(XElement element) => element.Descendants(EncryptedSecret)
        .Elements().Any(box => box.Attribute(MasterKeyXmlEncryptor.FormAttribute) is not null);

    /// <summary>The text of a key that is adopted: protected in the present form, so that it is not adopted a second time.</summary>
    public string ProtectAdopted(KeyRingRow row)
    {
        var key = KeyRingFormat.TryParse(row.Xml)!;
        var secret = key.Descendants(EncryptedSecret).First();
        secret.ReplaceWith(Protect(Open(row, secret)));
        return key.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Throws a <see cref="SealingKeyMissingException"/> for a key that does not open under the configured master keys and certificates.</summary>
    public void AssertOpens(KeyRingRow row) => Open(row, KeyRingFormat.TryParse(row.Xml)!.Descendants(EncryptedSecret).First());

    /// <summary>The <c>encryptedSecret</c> that contains a new integrity key.</summary>
    public XElement ProtectIntegrityKey(byte[] key) => Protect(new XElement("key", Convert.ToBase64String(key)));

    /// <summary>Opens the integrity key of its row. Throws a <see cref="SealingKeyMissingException"/> if it does not open.</summary>
    public byte[] OpenIntegrityKey(KeyRingRow row) => Convert.FromBase64String(Open(row, KeyRingFormat.TryParse(row.Xml)!.Element(EncryptedSecret)!).Value);

    private XElement Protect(XElement secret)
    {
        var info = options.Value.XmlEncryptor!.Encrypt(secret);
        return new XElement(EncryptedSecret, new XAttribute(DecryptorType, info.DecryptorType.AssemblyQualifiedName!), info.EncryptedElement);
    }

    private static string DescribeCertificate(string base64)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(base64));
            return $"certificate {certificate.Thumbprint}";
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return "an unreadable certificate";
        }
    }

    private XElement Open(KeyRingRow row, XElement secret)
    {
        try
        {
            var type = KeyRingFormat.FindDecryptor(secret) ?? throw new CryptographicException("The row names a decryptor that is not allowed.");
            var decryptor = type == typeof(MasterKeyXmlDecryptor) ? new MasterKeyXmlDecryptor(services) : (IXmlDecryptor)ActivatorUtilities.CreateInstance(services, type);
            // In a document of its own, as Data Protection gives it.
            return new XDocument(new XElement(decryptor.Decrypt(new XElement(secret.Elements().Single())))).Root!;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or XmlException)
        {
            throw SealedPayload.TryKeyOfRow(row.Id) is { } keyId
                ? new SealingKeyMissingException(keyId, isInRing: true, e)
                : new SealingKeyMissingException(VaultFailures.IntegrityKeyMissing(isInRing: true), e);
        }
    }
}
