using FluentValidation;

namespace GmailPlatform.Application.Grants;

internal static class AccountHintRules
{
    /// <summary>The longest address: 64 for the mailbox, 255 for its domain (RFC 5321 section 4.5.3.1).</summary>
    private const int Longest = 320;

    /// <summary>An e-mail address or <c>sub</c>, by its length and characters alone; PostgreSQL stores no NUL.</summary>
    public static IRuleBuilderOptions<T, string?> ValidAccountHint<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(hint => hint is null || (hint.Length <= Longest && !hint.Any(char.IsControl)))
        .WithMessage($"An address has at most {Longest} characters and no control characters.");
}
