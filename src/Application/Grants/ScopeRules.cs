using FluentValidation;

namespace GmailPlatform.Application.Grants;

internal static class ScopeRules
{
    /// <summary>A scope token as RFC 6749 section 3.3 spells it: printable ASCII without space, quote and backslash.</summary>
    public static IRuleBuilderOptions<T, string> ValidScope<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(scope => scope is { Length: > 0 and <= 200 } && scope.All(c => c is > ' ' and < '\x7f' and not ('"' or '\\')))
        .WithMessage("A scope is one word of printable ASCII, such as https://www.googleapis.com/auth/gmail.readonly.");
}
