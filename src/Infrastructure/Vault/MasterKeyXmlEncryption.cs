using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>
/// Seals each key of the ring with AES-256-GCM under the master key, which never rests in the database. The form is part of what the tag
/// covers: a key that was sealed to be authenticated never passes for one of an earlier version, which a migration would adopt.
/// </summary>
internal sealed class MasterKeyXmlEncryptor(SealingOptions options) : IXmlEncryptor
{
    internal const string FormAttribute = "form";

    /// <summary>Of keys that are authenticated from the beginning. Those of earlier versions name no form.</summary>
    internal const string Authenticated = "authenticated";

    internal const int NonceSize = 12;
    internal const int TagSize = 16;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var masterKey = options.ReadMasterKey();
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = new byte[NonceSize + TagSize + plaintext.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(masterKey.Material, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plaintext, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), FormData(Authenticated));
        var element = new XElement(
            "masterKeySealed", new XAttribute(MasterKey.IdAttribute, masterKey.Id), new XAttribute(FormAttribute, Authenticated), Convert.ToBase64String(box));
        return new EncryptedXmlInfo(element, typeof(MasterKeyXmlDecryptor));
    }

    /// <summary>The associated data of a form; none for the form without a name.</summary>
    internal static byte[] FormData(string? form) => form is null ? [] : Encoding.UTF8.GetBytes($"gmailplatform key ring {form}");
}

/// <summary>Opens what <see cref="MasterKeyXmlEncryptor"/> sealed, also under a previous master key. Made by Data Protection, by the type name beside the key.</summary>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var keys = services.GetRequiredService<IOptions<SealingOptions>>().Value.ReadMasterKeys();
        var id = (string?)encryptedElement.Attribute(MasterKey.IdAttribute);
        var box = Convert.FromBase64String(encryptedElement.Value);
        var form = MasterKeyXmlEncryptor.FormData((string?)encryptedElement.Attribute(MasterKeyXmlEncryptor.FormAttribute));
        foreach (var key in keys.Where(key => id is null || key.Id == id))
        {
            if (TryDecrypt(key, box, form, out var plaintext))
            {
                return XElement.Parse(Encoding.UTF8.GetString(plaintext));
            }
        }

        throw new CryptographicException($"No configured master key opens what master key {id ?? "without a name"} sealed.");
    }

    private static bool TryDecrypt(MasterKey key, byte[] box, byte[] form, out byte[] plaintext)
    {
        var (nonceSize, tagSize) = (MasterKeyXmlEncryptor.NonceSize, MasterKeyXmlEncryptor.TagSize);
        if (box.Length < nonceSize + tagSize)
        {
            throw new CryptographicException("The box is too short to be one.");
        }

        plaintext = new byte[box.Length - nonceSize - tagSize];
        using var aes = new AesGcm(key.Material, tagSize);
        try
        {
            aes.Decrypt(box.AsSpan(0, nonceSize), box.AsSpan(nonceSize + tagSize), box.AsSpan(nonceSize, tagSize), plaintext, form);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
