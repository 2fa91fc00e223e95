using System.Diagnostics.CodeAnalysis;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Hosting.Requests;

/// <summary>A query parameter that is one of a few words.</summary>
internal static class EnumParameter
{
    /// <summary>Reads one word in whatever case; a number is none, and neither is a list, which the framework would add up.</summary>
    public static bool TryRead<T>(string parameter, string text, out T value, [NotNullWhen(false)] out Failure? failure)
        where T : struct, Enum
    {
        var isWord = Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && text.All(char.IsAsciiLetter);
        failure = isWord ? null : CommonFailures.Validation(parameter, $"{parameter} is one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
        return isWord;
    }
}
