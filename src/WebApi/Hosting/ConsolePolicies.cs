using GmailPlatform.Domain.Console;
using Microsoft.AspNetCore.Authorization;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>What a person of the console may come to, by role. An API key satisfies none of them.</summary>
internal static class ConsolePolicies
{
    /// <summary>The scheme of the session cookie.</summary>
    public const string Scheme = "Console";

    /// <summary>Any role. What a page shows of a grant's person still depends on the role.</summary>
    public const string View = "console:view";

    /// <summary>Who did what, and whose account a grant is.</summary>
    public const string ReadHistory = "console:read-history";

    /// <summary>End grants; manage tenants, keys and sessions.</summary>
    public const string Administer = "console:administer";

    private static readonly Dictionary<string, ConsoleRole[]> Roles = new(StringComparer.Ordinal)
    {
        [View] = [ConsoleRole.Admin, ConsoleRole.Auditor, ConsoleRole.Operator],
        [ReadHistory] = [ConsoleRole.Admin, ConsoleRole.Auditor],
        [Administer] = [ConsoleRole.Admin],
    };

    public static void AddTo(AuthorizationOptions authorization)
    {
        foreach (var (policy, roles) in Roles)
        {
            authorization.AddPolicy(policy, rule => rule.AddAuthenticationSchemes(Scheme).RequireRole(roles.Select(role => role.ToString())));
        }
    }
}

/// <summary>Marks endpoints whose refusals and failures a person reads, with what writes them.</summary>
internal sealed record AnswersWithPages(Func<HttpContext, Domain.Failure, int, Task> WriteAsync);
