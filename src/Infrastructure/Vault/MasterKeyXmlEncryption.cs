using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>Seals each key of the ring with AES-256-GCM under the master key, which never rests in the database.</summary>
internal sealed class MasterKeyXmlEncryptor(SealingOptions options) : IXmlEncryptor
{
    internal const int NonceSize = 12;
    internal const int TagSize = 16;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = new byte[NonceSize + TagSize + plaintext.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(options.ReadMasterKey(), TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plaintext, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize));
        return new EncryptedXmlInfo(new XElement("masterKeySealed", Convert.ToBase64String(box)), typeof(MasterKeyXmlDecryptor));
    }
}

/// <summary>Opens what <see cref="MasterKeyXmlEncryptor"/> sealed. Made by Data Protection, by the type name beside the key.</summary>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var box = Convert.FromBase64String(encryptedElement.Value);
        var (nonceSize, tagSize) = (MasterKeyXmlEncryptor.NonceSize, MasterKeyXmlEncryptor.TagSize);
        var plaintext = new byte[box.Length - nonceSize - tagSize];
        using var aes = new AesGcm(services.GetRequiredService<IOptions<SealingOptions>>().Value.ReadMasterKey(), tagSize);
        aes.Decrypt(box.AsSpan(0, nonceSize), box.AsSpan(nonceSize + tagSize), box.AsSpan(nonceSize, tagSize), plaintext);
        return XElement.Parse(Encoding.UTF8.GetString(plaintext));
    }
}
