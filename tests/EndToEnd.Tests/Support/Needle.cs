using System.Text;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A word to look for in rows: as it is, and as the bytes of it would show in hex or base64, also inside a longer value.</summary>
internal sealed class Needle
{
    private readonly string _word;
    private readonly string _hex;
    private readonly IReadOnlyList<string> _base64;

    public Needle(string word)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        (_word, _hex) = (word, Convert.ToHexStringLower(bytes));
        _base64 = [.. Enumerable.Range(0, 3).Select(offset => Inside(bytes, offset)).SelectMany(text => new[] { text, UrlSafe(text) }).Distinct(StringComparer.Ordinal)];
    }

    public bool IsIn(string row) =>
        row.Contains(_word, StringComparison.OrdinalIgnoreCase)
        || row.Contains(_hex, StringComparison.OrdinalIgnoreCase)
        || _base64.Any(text => row.Contains(text, StringComparison.Ordinal));

    public override string ToString() => _word;

    /// <summary>What base64 makes of the word when <paramref name="offset"/> bytes come before it, without what depends on its neighbours.</summary>
    private static string Inside(byte[] bytes, int offset)
    {
        var text = Convert.ToBase64String([.. new byte[offset], .. bytes]).TrimEnd('=');
        var ends = (offset + bytes.Length) % 3 == 0 ? text.Length : text.Length - 1;
        return text[(offset == 0 ? 0 : offset + 1)..ends];
    }

    private static string UrlSafe(string base64) => base64.Replace('+', '-').Replace('/', '_');
}
