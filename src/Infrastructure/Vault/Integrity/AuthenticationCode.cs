using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>HMAC-SHA-256 over a list of fields, each preceded by its length so that different lists never have the same encoding.</summary>
internal static class AuthenticationCode
{
    /// <summary>64 hex characters.</summary>
    public static string Compute(byte[] key, params ReadOnlySpan<string> fields)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var field in fields)
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            mac.AppendData(length);
            mac.AppendData(bytes);
        }

        return Convert.ToHexStringLower(mac.GetHashAndReset());
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(string? code, byte[] key, params ReadOnlySpan<string> fields) =>
        code is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(Compute(key, fields)));
}
