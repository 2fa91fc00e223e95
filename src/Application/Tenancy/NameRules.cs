using FluentValidation;

namespace GmailPlatform.Application.Tenancy;

internal static class NameRules
{
    /// <summary>A name stands on one line of a page, and PostgreSQL stores no NUL.</summary>
    public static IRuleBuilderOptions<T, string?> WithoutControlCharacters<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(name => name is null || !name.Any(char.IsControl))
        .WithMessage("A name has no control characters.");
}
