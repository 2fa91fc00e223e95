namespace GmailPlatform.Domain.Tenancy;

/// <summary>What an API key may do.</summary>
public static class Permission
{
    public const string GrantsRead = "grants:read";
    public const string GrantsWrite = "grants:write";
    public const string TokensRead = "tokens:read";
    public const string MailRead = "mail:read";
    public const string MailWrite = "mail:write";

    public static IReadOnlyList<string> All { get; } = [GrantsRead, GrantsWrite, TokensRead, MailRead, MailWrite];

    /// <summary>The permissions that a key bound to one grant may have: none that create or revoke grants or keys.</summary>
    public static IReadOnlyList<string> ForGrantKeys { get; } = [GrantsRead, TokensRead, MailRead, MailWrite];
}
