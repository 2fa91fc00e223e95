using System.Security.Claims;
using GmailPlatform.Domain.Console;

namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>
/// Section <c>Console:Roles</c>: who has which role. Each entry is an address, which counts only where the issuer says that it verified it, or
/// <c>claim=value</c>. Several are a list, or one text with commas.
/// </summary>
internal sealed class ConsoleRoles(IConfiguration configuration)
{
    public const string Section = "Console:Roles";
    private const string Email = "email";
    private const string EmailVerified = "email_verified";

    private readonly List<Rule> _rules = [.. Read(configuration)];

    /// <summary>The claims that the rules look at.</summary>
    public IEnumerable<string> Claims => _rules.Select(rule => rule.Claim).Append(EmailVerified).Distinct(StringComparer.Ordinal);

    public static bool AreKnown(IConfiguration configuration) =>
        configuration.GetSection(Section).GetChildren().All(section => TryParse(section.Key, out _));

    public static string? VerifiedEmailOf(ClaimsPrincipal person) => person.HasClaim(claim => claim.Type == EmailVerified && IsTrue(claim.Value)) ? person.FindFirstValue(Email) : null;

    public IReadOnlySet<ConsoleRole> Of(ClaimsPrincipal person) =>
        _rules.Where(rule => Holds(rule, person)).Select(rule => rule.Role).ToHashSet();

    private static bool Holds(Rule rule, ClaimsPrincipal person) => rule.Claim is Email
        ? string.Equals(VerifiedEmailOf(person), rule.Value, StringComparison.OrdinalIgnoreCase)
        : person.HasClaim(rule.Claim, rule.Value);

    private static IEnumerable<Rule> Read(IConfiguration configuration) =>
        from section in configuration.GetSection(Section).GetChildren()
        where TryParse(section.Key, out _)
        from entry in section.AsEnumerable().SelectMany(pair => (pair.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        let parts = entry.Split('=', 2)
        select parts is [var claim, var value]
            ? new Rule(RoleOf(section.Key), claim, value)
            : new Rule(RoleOf(section.Key), Email, entry);

    private static ConsoleRole RoleOf(string name) => TryParse(name, out var role) ? role : throw new ArgumentException($"'{name}' is no role.", nameof(name));

    /// <summary>By its name, and not by its number.</summary>
    private static bool TryParse(string name, out ConsoleRole role) => Enum.TryParse(name, ignoreCase: true, out role) && string.Equals(role.ToString(), name, StringComparison.OrdinalIgnoreCase);

    // A claim of JSON's true reads "true" or "True", by the way it came.
    private static bool IsTrue(string value) => bool.TryParse(value, out var isTrue) && isTrue;

    private sealed record Rule(ConsoleRole Role, string Claim, string Value);
}
