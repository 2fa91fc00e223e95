using System.Security.Claims;
using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Hosting;

namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>What the session's cookie holds, sealed under the key ring: who it is and which session, and what roles are found by. Never a token.</summary>
internal static class ConsoleIdentity
{
    private const string SessionClaim = "sid";
    private const string NameClaim = "name";
    private const string EmailClaim = "email";

    /// <summary>The person as the issuer describes them. Throws where an issuer names nobody: its answer was accepted before.</summary>
    public static ConsolePerson PersonOf(ClaimsPrincipal answer) => ConsolePerson.Of(
        answer.FindFirst("sub")!.Issuer,
        answer.FindFirstValue("sub")!,
        ConsoleRoles.VerifiedEmailOf(answer),
        answer.FindFirstValue(NameClaim));

    public static ClaimsPrincipal Create(ConsolePerson person, ConsoleSession session, IEnumerable<Claim> forRoles)
    {
        var identity = new ClaimsIdentity(ConsolePolicies.Scheme, NameClaim, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, person.Id));
        identity.AddClaim(new Claim(SessionClaim, session.Id.ToString()));
        identity.AddClaim(new Claim(NameClaim, person.Name ?? person.Email ?? person.Id));
        identity.AddClaims(forRoles.Select(claim => new Claim(claim.Type, claim.Value)));
        if (person.Email is { } email && !identity.HasClaim(EmailClaim, email))
        {
            identity.AddClaim(new Claim(EmailClaim, email));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>The same person with the roles that the configuration gives them now.</summary>
    public static ClaimsPrincipal WithRoles(ClaimsPrincipal person, IEnumerable<ConsoleRole> roles)
    {
        var identity = new ClaimsIdentity(person.Claims.Where(claim => claim.Type is not ClaimTypes.Role), ConsolePolicies.Scheme, NameClaim, ClaimTypes.Role);
        identity.AddClaims(roles.Select(role => new Claim(ClaimTypes.Role, role.ToString())));
        return new ClaimsPrincipal(identity);
    }

    public static Guid? SessionOf(ClaimsPrincipal person) => Guid.TryParse(person.FindFirstValue(SessionClaim), out var id) ? id : null;

    public static string? EmailOf(ClaimsPrincipal person) => person.FindFirstValue(EmailClaim);

    /// <summary>Who calls a use case. Only for people whom a policy of the console let in.</summary>
    public static ConsoleCaller CallerOf(ClaimsPrincipal person) =>
        new(person.FindFirstValue(ClaimTypes.NameIdentifier)!, RolesOf(person).ToHashSet());

    public static IEnumerable<ConsoleRole> RolesOf(ClaimsPrincipal person) => person.FindAll(ClaimTypes.Role).Select(claim => Enum.Parse<ConsoleRole>(claim.Value));
}
