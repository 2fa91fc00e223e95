using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;

namespace GmailPlatform.Application.Console;

/// <summary>A person in the console. The role bounds what they see; no tenant does.</summary>
public sealed record ConsoleCaller(string PersonId, IReadOnlySet<ConsoleRole> Roles)
{
    public Actor Actor => Actor.Person(PersonId);

    /// <summary>Who did what, and which account a grant is of.</summary>
    public bool MayReadHistory => Roles.Contains(ConsoleRole.Admin) || Roles.Contains(ConsoleRole.Auditor);

    public bool MayAdminister => Roles.Contains(ConsoleRole.Admin);

    /// <summary>Background work.</summary>
    public bool MayOperate => Roles.Contains(ConsoleRole.Admin) || Roles.Contains(ConsoleRole.Operator);
}
