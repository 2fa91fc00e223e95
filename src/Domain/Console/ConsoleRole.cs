namespace GmailPlatform.Domain.Console;

/// <summary>What a person may do in the console. One person can have several.</summary>
public enum ConsoleRole
{
    /// <summary>Reads all, ends grants, manages tenants, keys and sessions.</summary>
    Admin,

    /// <summary>Reads all, and changes nothing.</summary>
    Auditor,

    /// <summary>Sees and runs background work; sees neither history nor who a grant's person is.</summary>
    Operator,
}
