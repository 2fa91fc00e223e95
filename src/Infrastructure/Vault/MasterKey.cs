using System.Security.Cryptography;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>A key of the configuration that protects the key ring.</summary>
/// <param name="Material">32 bytes.</param>
internal sealed record MasterKey(byte[] Material)
{
    /// <summary>Where a protected key names its master key; one that was protected before master keys had names has none.</summary>
    public const string IdAttribute = "masterKey";

    private const int Size = 32;
    private const int IdSize = 8;

    /// <summary>16 hex characters that tell master keys apart, and nothing of the key.</summary>
    public string Id { get; } = Convert.ToHexStringLower(HKDF.Expand(HashAlgorithmName.SHA256, Material, IdSize, "id"u8.ToArray()));

    /// <summary>Throws where the text is not 32 bytes of base64.</summary>
    public static MasterKey Parse(string setting, string? text)
    {
        var key = new byte[Size];
        return text is not null && Convert.TryFromBase64String(text, key, out var length) && length == Size
            ? new MasterKey(key)
            : throw new ConfigurationException($"{setting} must be 32 bytes in base64. Make one with: openssl rand -base64 32");
    }
}
