using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>The URL-safe alphabet of RFC 4648 section 5, padded as in Gmail's answers.</summary>
internal static class WebSafeBase64
{
    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');

    /// <summary>Reads either alphabet, padded or not.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var urlSafe = text.Replace('+', '-').Replace('/', '_');
        bytes = Base64Url.IsValid(urlSafe) ? Base64Url.DecodeFromChars(urlSafe) : null;
        return bytes is not null;
    }
}
