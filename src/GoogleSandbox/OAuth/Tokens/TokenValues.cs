using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>New random values in the shapes of Google's, all within the sizes that Google documents.</summary>
internal static partial class TokenValues
{
    public static string NewCode() => "4/0A" + Random(54);

    public static string NewAccessToken() => "ya29.a0" + Random(153);

    public static string NewServiceAccountToken() => "ya29.c.b0" + Random(153);

    public static string NewRefreshToken() => "1//0" + Random(72);

    public static bool LooksLikeCode(string value) => CodeShape().IsMatch(value);

    public static bool LooksLikeRefreshToken(string value) => RefreshTokenShape().IsMatch(value);

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    [GeneratedRegex("^4/0A[A-Za-z0-9_-]{72}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeShape();

    [GeneratedRegex("^1//0[A-Za-z0-9_-]{96}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RefreshTokenShape();
}
