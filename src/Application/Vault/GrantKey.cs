using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Vault;

/// <summary>The data key of one grant, open in memory. Destroying its wrapped form destroys everything sealed under it.</summary>
public sealed class GrantKey
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int FingerprintSize = 8;

    private readonly byte[] _key;
    private readonly byte[] _sealingKey;

    public GrantKey(ReadOnlySpan<byte> key)
    {
        _key = key.ToArray();
        _sealingKey = HKDF.Expand(HashAlgorithmName.SHA256, _key, 32, "seal"u8.ToArray());
    }

    public static GrantKey Generate() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>The raw key, for the key ring to wrap.</summary>
    public ReadOnlySpan<byte> Material => _key;

    /// <summary>AES-256-GCM: nonce, tag, ciphertext. Opens only under the same <paramref name="context"/>.</summary>
    public byte[] Seal(Secret secret, string context)
    {
        var plaintext = Encoding.UTF8.GetBytes(secret.Reveal());
        var box = new byte[NonceSize + TagSize + plaintext.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(_sealingKey, TagSize);
        aes.Encrypt(
            box.AsSpan(0, NonceSize), plaintext, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(context));
        return box;
    }

    /// <summary>Throws <see cref="CryptographicException"/> when the box was made under another key or context, or was changed.</summary>
    public Secret Open(byte[] box, string context)
    {
        if (box.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("The box is too short to be one.");
        }

        var plaintext = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_sealingKey, TagSize);
        aes.Decrypt(
            box.AsSpan(0, NonceSize), box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), plaintext, Encoding.UTF8.GetBytes(context));
        return new Secret(Encoding.UTF8.GetString(plaintext));
    }

    /// <summary>16 hex characters that tell equal tokens of this grant apart from different ones, and nothing else.</summary>
    public string Fingerprint(Secret token) => Convert.ToHexStringLower(
        HMACSHA256.HashData(HKDF.Expand(HashAlgorithmName.SHA256, _key, 32, "fingerprint"u8.ToArray()), Encoding.UTF8.GetBytes(token.Reveal())).AsSpan(0, FingerprintSize));
}
