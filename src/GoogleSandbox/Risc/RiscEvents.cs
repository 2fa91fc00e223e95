namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>The event types that Google sends (OpenID RISC Profile, OAuth Event Types), by the last part of their URI.</summary>
internal static class RiscEvents
{
    public const string SessionsRevoked = "sessions-revoked";
    public const string TokensRevoked = "tokens-revoked";
    public const string TokenRevoked = "token-revoked";
    public const string AccountDisabled = "account-disabled";
    public const string AccountEnabled = "account-enabled";
    public const string CredentialChangeRequired = "account-credential-change-required";
    public const string Verification = "verification";

    private const string Risc = "https://schemas.openid.net/secevent/risc/event-type/";
    private const string OAuth = "https://schemas.openid.net/secevent/oauth/event-type/";

    /// <summary>The URI of an event; a URI stays as it is, so that one can be sent that nobody knows.</summary>
    public static string UriOf(string type) => type switch
    {
        TokensRevoked or TokenRevoked => OAuth + type,
        _ when type.Contains(':', StringComparison.Ordinal) => type,
        _ => Risc + type,
    };

    /// <summary>The last part of the URI.</summary>
    public static string NameOf(string type) => type[(type.LastIndexOf('/') + 1)..];
}
