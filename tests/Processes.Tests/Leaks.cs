using System.Text.RegularExpressions;

namespace GmailPlatform.Processes.Tests;

/// <summary>Looks for secrets in a text: by the shapes that Google gives them, and by those that a test knows.</summary>
internal sealed partial class Leaks
{
    private readonly List<(string Name, string Value)> _secrets = [];

    /// <summary>A secret that this test has used; looked for as it is, and as a URL and JSON spell it.</summary>
    public void Add(string name, string value)
    {
        value.Length.Should().BeGreaterThan(8, "a shorter text is found by chance");
        _secrets.Add((name, value));
        if (Uri.EscapeDataString(value) != value)
        {
            _secrets.Add(($"{name}, URL-encoded", Uri.EscapeDataString(value)));
        }
    }

    /// <summary>A key, which bytes can spell in many ways.</summary>
    public void Add(string name, ReadOnlySpan<byte> key)
    {
        Add($"{name} in base64", Convert.ToBase64String(key).TrimEnd('='));
        Add($"{name} in hex", Convert.ToHexStringLower(key));
        Add($"{name} in upper hex", Convert.ToHexString(key));
    }

    /// <summary>What was found, by name and never by value: a test's report is a log too.</summary>
    public IEnumerable<string> In(string text)
    {
        var known = _secrets.Where(secret => text.Contains(secret.Value, StringComparison.Ordinal)).Select(secret => secret.Name);
        var shaped = Shapes().Matches(text).Select(match => $"the shape of {match.Value[..4]}...");
        return known.Concat(shaped).Distinct();
    }

    /// <summary>
    /// Access tokens, refresh tokens and codes (raw and URL-encoded), client secrets, JWTs. A slash is a letter of base64: a shape
    /// that holds one does not start in the middle of a word.
    /// </summary>
    [GeneratedRegex(
        @"ya29\.[\w-]{8,}|GOCSPX-[\w-]{4,}|eyJ[\w-]{8,}\.[\w-]{8,}\.|(?<![\w+/])(1//0|4/0A)[\w-]{16,}|(1%2F%2F0|4%2F0A)[\w-]{16,}",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Shapes();
}
