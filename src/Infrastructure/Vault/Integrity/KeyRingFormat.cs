using System.Xml;
using System.Xml.Linq;
using GmailPlatform.Infrastructure.Store;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>The schema that a row of the key ring must match before Data Protection reads it, which instantiates the types that a row names.</summary>
internal static class KeyRingFormat
{
    public static readonly XName EncryptedSecret = XName.Get("encryptedSecret", "http://schemas.asp.net/2015/03/dataProtection");
    public static readonly XName DecryptorType = "decryptorType";

    private static readonly XName DeserializerType = "deserializerType";

    private static readonly IReadOnlyList<Type> Decryptors = [typeof(MasterKeyXmlDecryptor), typeof(EncryptedXmlDecryptor)];
    private static readonly IReadOnlyList<Type> Deserializers = [typeof(AuthenticatedEncryptorDescriptorDeserializer)];

    private static readonly HashSet<XName> KeyParts = ["creationDate", "activationDate", "expirationDate", "descriptor"];
    private static readonly HashSet<XName> DescriptorParts = ["encryption", "validation", EncryptedSecret];

    /// <summary>Null for text that is not XML; never resolves a document type or an entity.</summary>
    public static XElement? TryParse(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Why an authenticated row may still not be used; null if it may.</summary>
    public static string? FindFault(KeyRingRow row, XElement? element) => element?.Name.LocalName switch
    {
        null => "it is not XML",
        "revocation" => null,
        "key" => FindFaultOfKey(row, element),
        var name => $"its element '{name}' is unknown",
    };

    /// <summary>The type among the allowed decryptors; null for every other name.</summary>
    public static Type? FindDecryptor(XElement encryptedSecret) => Find(Decryptors, (string?)encryptedSecret.Attribute(DecryptorType));

    private static string? FindFaultOfKey(KeyRingRow row, XElement key)
    {
        if (!Guid.TryParse((string?)key.Attribute("id"), out var id) || SealedPayload.KeyRow(id) != row.Id)
        {
            return "its key has a different id than its row";
        }

        if (key.Elements().FirstOrDefault(part => !KeyParts.Contains(part.Name)) is { } unknown)
        {
            return $"its element '{unknown.Name.LocalName}' is unknown";
        }

        var descriptors = key.Elements("descriptor").ToList();
        if (descriptors is not [var outer] || Find(Deserializers, (string?)outer.Attribute(DeserializerType)) is null)
        {
            return "it names a deserializer that is not allowed";
        }

        if (outer.Elements().ToList() is not [{ Name.LocalName: "descriptor" } inner] || inner.Elements().Any(part => !DescriptorParts.Contains(part.Name)))
        {
            return "its descriptor holds unknown or unprotected elements";
        }

        var secrets = key.Descendants(EncryptedSecret).ToList();
        return secrets.Count == 0 ? "its key is not protected"
            : secrets.Exists(secret => FindDecryptor(secret) is null) ? "it names a decryptor that is not allowed"
            : null;
    }

    /// <summary>Ignores the assembly's version, which changes with each update of .NET.</summary>
    private static Type? Find(IReadOnlyList<Type> allowed, string? name) =>
        name?.Split(',', StringSplitOptions.TrimEntries) is [var type, var assembly, ..]
            ? allowed.FirstOrDefault(each => each.FullName == type && each.Assembly.GetName().Name == assembly)
            : null;
}
