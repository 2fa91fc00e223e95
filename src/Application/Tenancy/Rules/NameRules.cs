using FluentValidation;

namespace GmailPlatform.Application.Tenancy.Rules;

internal static class NameRules
{
    /// <summary>Shown to people on the connect page.</summary>
    public static IRuleBuilderOptions<T, string?> ValidTenantName<T>(this IRuleBuilder<T, string?> rule) => rule.NotEmpty().MaximumLength(100).WithoutControlCharacters();

    /// <summary>A name stands on one line of a page, and PostgreSQL stores no NUL.</summary>
    public static IRuleBuilderOptions<T, string?> WithoutControlCharacters<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(name => name is null || !name.Any(char.IsControl))
        .WithMessage("A name has no control characters.");
}
