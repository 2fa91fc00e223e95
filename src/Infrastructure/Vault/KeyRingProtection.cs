using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using System.Xml.Linq;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>What protects the keys of the ring where they rest: the master key or a certificate, of now or of before.</summary>
internal sealed class KeyRingProtection(IOptions<KeyManagementOptions> options, IServiceProvider services)
{
    /// <summary>The form in which Data Protection keeps a protected key; a contract between its versions.</summary>
    private static readonly XName EncryptedSecret = XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");
    private static readonly XName DecryptorType = "decryptorType";
    private static readonly XName X509Certificate = XName.Get("X509Certificate", "http://www.w3.org/2000/09/xmldsig#");

    /// <summary>Names the master key or certificate that a key's text is protected by.</summary>
    public static string Describe(XElement key) => (key.Descendants(EncryptedSecret).FirstOrDefault()?.Elements().Single(), key.Descendants(X509Certificate).FirstOrDefault()) switch
    {
        (null, _) => "nothing",
        (_, { } certificate) => $"certificate {X509CertificateLoader.LoadCertificate(Convert.FromBase64String(certificate.Value)).Thumbprint}",
        ({ } box, null) => $"master key {(string?)box.Attribute(MasterKey.IdAttribute) ?? "without a name"}",
    };

    /// <summary>The text under the present protection; null for one that has it, and for a revocation.</summary>
    public string? Renew(KeyRingRow row)
    {
        var key = XElement.Parse(row.Xml);
        if (key.Descendants(EncryptedSecret).FirstOrDefault() is not { } secret)
        {
            return null;
        }

        var before = Describe(key);
        var info = options.Value.XmlEncryptor!.Encrypt(Open(row, secret));
        secret.ReplaceWith(new XElement(EncryptedSecret, new XAttribute(DecryptorType, info.DecryptorType.AssemblyQualifiedName!), info.EncryptedElement));
        return Describe(key) == before ? null : key.ToString(SaveOptions.DisableFormatting);
    }

    private XElement Open(KeyRingRow row, XElement secret)
    {
        try
        {
            var type = Type.GetType((string)secret.Attribute(DecryptorType)!, throwOnError: true)!;
            var decryptor = type == typeof(MasterKeyXmlDecryptor) ? new MasterKeyXmlDecryptor(services) : (IXmlDecryptor)ActivatorUtilities.CreateInstance(services, type);
            // In a document of its own, as Data Protection gives it.
            return new XDocument(new XElement(decryptor.Decrypt(new XElement(secret.Elements().Single())))).Root!;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or XmlException)
        {
            throw new SealingKeyMissingException(SealedPayload.KeyOfRow(row.Id), isInRing: true, e);
        }
    }
}
