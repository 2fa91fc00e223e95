using FluentValidation;

namespace GmailPlatform.Application.Tenancy.Rules;

internal static class HostedDomainRules
{
    /// <summary>Any organization, in Google's spelling.</summary>
    public const string AnyOrganization = "*";

    /// <summary>A domain name (RFC 1035 section 2.3.4), or <c>*</c>.</summary>
    public static IRuleBuilderOptions<T, string?> ValidHostedDomain<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(domain => domain is null or AnyOrganization || (domain.Length <= 253 && Uri.CheckHostName(domain) is UriHostNameType.Dns))
        .WithMessage("Name the domain of an organization, such as example.com, or * for any.");

    /// <summary>Whether an account of <paramref name="domain"/> is of the organization that is asked for; null is an account of none.</summary>
    public static bool Admits(this string? wanted, string? domain) => wanted switch
    {
        null => true,
        AnyOrganization => domain is { Length: > 0 },
        _ => string.Equals(wanted, domain, StringComparison.OrdinalIgnoreCase),
    };
}
