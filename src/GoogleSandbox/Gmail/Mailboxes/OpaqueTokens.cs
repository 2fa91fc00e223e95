using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>Seals small values into tokens that look different each time and fit one context only.</summary>
internal sealed class OpaqueTokens : IDisposable
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly AesGcm _aes = new(RandomNumberGenerator.GetBytes(32), TagSize);

    public string Seal(string value, string context)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var token = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(token.AsSpan(0, NonceSize));
        _aes.Encrypt(
            token.AsSpan(0, NonceSize), plain, token.AsSpan(NonceSize + TagSize), token.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(context));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The value, or null when the token is not ours or belongs to another context.</summary>
    public string? Open(string token, string context)
    {
        if (!Base64Url.IsValid(token, out var length) || length < NonceSize + TagSize)
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(token);
        var plain = new byte[bytes.Length - NonceSize - TagSize];
        try
        {
            _aes.Decrypt(
                bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(context));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(plain);
    }

    public void Dispose() => _aes.Dispose();
}
