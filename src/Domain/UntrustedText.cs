using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace GmailPlatform.Domain;

/// <summary>Makes text of another system safe to store, log and show.</summary>
public static partial class UntrustedText
{
    /// <summary>Stands for whatever was taken out because it may be a secret.</summary>
    public const string Redacted = "[redacted]";

    private const char Replacement = '\uFFFD';

    /// <summary>
    /// Replaces control characters and broken surrogate pairs, which PostgreSQL refuses in JSON and terminals obey, by U+FFFD, and cuts the text to
    /// <paramref name="longest"/> UTF-16 units. A replaced character stays visible, so that a garbled word never equals a known one.
    /// </summary>
    public static string Clean(string text, int longest)
    {
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        for (var i = 0; i < text.Length && clean.Length < longest; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                if (clean.Length + 2 > longest)
                {
                    break;
                }

                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? Replacement : text[i]);
            }
        }

        return clean.ToString();
    }

    /// <summary>Takes out the given secrets, and whatever has the shape of one of Google's tokens, codes or client secrets or is as long and random.</summary>
    public static string Redact(string text, params IEnumerable<Secret> secrets)
    {
        foreach (var secret in secrets)
        {
            if (secret.Reveal() is { Length: > 0 } value)
            {
                text = text.Replace(value, Redacted, StringComparison.Ordinal);
            }
        }

        return TokenShape().Replace(text, Redacted);
    }

    /// <summary>Takes out e-mail addresses, which a history that outlives its person must not hold.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? WithoutAddresses(string? text) => text is null ? null : Address().Replace(text, Redacted);

    [GeneratedRegex(@"[^\s@<>""'(),;:]+@[^\s@<>""'(),;:]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?:ya29\.|1//|4/0|GOCSPX-|eyJ)[\w\-./+=]*|[A-Za-z0-9_\-+=]{40,}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TokenShape();
}
