namespace GmailPlatform.WebApi.Console;

/// <summary>Reads the text fields of forms.</summary>
internal static class FormText
{
    /// <summary>The lines that are not empty, without surrounding white space.</summary>
    public static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Null for an empty field.</summary>
    public static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
