namespace GmailPlatform.Domain.Grants;

/// <summary>Google's own word on an account or a token (RFC 8417, OpenID RISC Profile, OAuth Event Types).</summary>
/// <param name="Id">Equal for an event that comes twice.</param>
/// <param name="Reason">Why an account was disabled, in Google's word, where it says so.</param>
/// <param name="IssuedAt">When Google said it, in whole seconds.</param>
public sealed record SecurityEvent(Guid Id, SecurityEventType Type, string? Reason, DateTimeOffset IssuedAt)
{
    private static readonly Dictionary<string, SecurityEventType> ByName = new(StringComparer.Ordinal)
    {
        ["sessions-revoked"] = SecurityEventType.SessionsRevoked,
        ["tokens-revoked"] = SecurityEventType.TokensRevoked,
        ["token-revoked"] = SecurityEventType.TokenRevoked,
        ["account-disabled"] = SecurityEventType.AccountDisabled,
        ["account-enabled"] = SecurityEventType.AccountEnabled,
        ["account-credential-change-required"] = SecurityEventType.CredentialChangeRequired,
        ["account-purged"] = SecurityEventType.AccountPurged,
    };

    /// <summary>The events to ask Google for, by URI. It offers no word on deleted accounts.</summary>
    public static IReadOnlyList<string> RequestedUris { get; } =
        [.. ByName.Where(known => known.Value is not SecurityEventType.AccountPurged).Select(known => UriPrefixOf(known.Value) + known.Key)];

    /// <summary>Google's name for the type: the last part of the event's URI.</summary>
    public string Name => ByName.First(known => known.Value == Type).Key;

    /// <summary>The type of an event by the last part of its URI; null for one that says nothing of a grant.</summary>
    public static SecurityEventType? TypeOf(string name) => ByName.TryGetValue(name, out var type) ? type : null;

    private static string UriPrefixOf(SecurityEventType type) => type is SecurityEventType.TokensRevoked or SecurityEventType.TokenRevoked
        ? "https://schemas.openid.net/secevent/oauth/event-type/"
        : "https://schemas.openid.net/secevent/risc/event-type/";
}

/// <summary>What a security event says.</summary>
public enum SecurityEventType
{
    /// <summary>The person's sessions at Google were ended. This server keeps none of its own.</summary>
    SessionsRevoked,

    /// <summary>Every token of the account for the client was revoked.</summary>
    TokensRevoked,

    /// <summary>One refresh token was revoked.</summary>
    TokenRevoked,

    /// <summary>The account was disabled.</summary>
    AccountDisabled,

    /// <summary>The account was enabled again.</summary>
    AccountEnabled,

    /// <summary>The person must change the password; Google suspects somebody else.</summary>
    CredentialChangeRequired,

    /// <summary>The account was deleted for good.</summary>
    AccountPurged,
}
