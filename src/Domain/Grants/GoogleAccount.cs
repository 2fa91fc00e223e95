namespace GmailPlatform.Domain.Grants;

/// <summary>The person behind a grant. Kept beside the events and never in them, so that erasure reaches it.</summary>
/// <param name="Subject">Google's <c>sub</c>: never reused, the only key of a person (OpenID Connect Core section 2).</param>
/// <param name="Email">Can change; a label, not a key.</param>
public sealed record GoogleAccount(string Subject, string? Email, string? Name)
{
    private const int LongestSubject = 255;

    /// <summary>RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain.</summary>
    private const int LongestEmail = 320;

    private const int LongestName = 200;

    /// <summary>The account that Google's claims describe; null where <paramref name="subject"/> identifies nobody. An address or name that cannot be one is dropped or cut.</summary>
    public static GoogleAccount? From(string? subject, string? email, string? name) =>
        IsSubject(subject) ? new GoogleAccount(subject!, IsLabel(email, LongestEmail) ? email : null, name is null ? null : UntrustedText.Clean(name, LongestName)) : null;

    /// <summary>Whether it identifies a person: up to 255 printable ASCII characters, and at least one (OpenID Connect Core section 2).</summary>
    public static bool IsSubject(string? subject) => IsLabel(subject, LongestSubject) && subject!.All(char.IsAscii);

    private static bool IsLabel(string? text, int longest) =>
        text is { Length: > 0 } && text.Length <= longest && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c));
}
