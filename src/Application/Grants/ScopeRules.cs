using FluentValidation;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

internal static class ScopeRules
{
    private const int MaxScopeLength = 200;

    /// <summary>A scope that Google knows (RFC 6749 section 3.3), in full or as <c>gmail.readonly</c>.</summary>
    public static IRuleBuilderOptions<T, string> ValidScope<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(scope => scope is { Length: > 0 and <= MaxScopeLength } && GoogleScopes.IsKnown(scope))
        .WithMessage("Google has no such scope. Use one such as gmail.readonly or https://www.googleapis.com/auth/gmail.readonly.");
}
