using System.Net;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>The first words of a message, HTML-escaped as Gmail does.</summary>
internal static class Snippet
{
    private const int Length = 200;

    public static string Of(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return WebUtility.HtmlEncode(words.Length <= Length ? words : Shorten(words));
    }

    private static string Shorten(string words)
    {
        var end = words.LastIndexOf(' ', Length);
        return words[..(end > 0 ? end : Length)];
    }
}
