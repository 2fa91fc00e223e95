namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>The URL-safe alphabet of RFC 4648 section 5, padded as in Gmail's answers.</summary>
internal static class WebSafeBase64
{
    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
}
