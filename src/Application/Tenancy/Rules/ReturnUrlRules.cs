using FluentValidation;

namespace GmailPlatform.Application.Tenancy.Rules;

internal static class ReturnUrlRules
{
    private const int Longest = 2000;

    /// <summary>What a browser can be sent to by a Location header.</summary>
    public static IRuleBuilderOptions<T, string> ValidReturnUrl<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(IsHttpUrl)
        .WithMessage($"A return URL is an absolute http or https URL of at most {Longest} characters in printable ASCII, without a user name or a fragment.");

    private static bool IsHttpUrl(string? url) =>
        url is { Length: <= Longest } && url.All(c => c is > ' ' and < '\x7f') && !url.Contains('#', StringComparison.Ordinal)
        && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.UserInfo.Length == 0;
}
