using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.WebApi.Console.Pages;

/// <summary>An event in words.</summary>
/// <param name="Facts">What is left to look up: fingerprints, generations, latencies.</param>
internal sealed record Story(string Title, string Detail, string Tone, IReadOnlyList<(string Name, string Value)> Facts)
{
    public static Story Of(GrantEvent fact) => fact switch
    {
        GrantConnected => Told("The account was connected", "For the first time at this tenant.", "good"),
        GrantReconnected e => Told("The account came through consent again", $"The grant was {InWords(e.From)} before, and goes on.", "good"),
        CodeExchanged e => Told(
            "Google exchanged the code",
            $"Granted: {Scopes(e.GrantedScopes)}.{(e.RequestedScopes.Without(e.GrantedScopes) is { Count: > 0 } missing ? $" Not granted: {Scopes(missing)}." : "")} {(e.RefreshTokenReceived ? "A refresh token came with it." : "No refresh token came with it.")}",
            "accent",
            ("latency", $"{e.LatencyMilliseconds} ms"),
            ("person known by", e.IdentitySource.ToString())),
        CredentialsStored e => Told(
            "New credentials were sealed and stored",
            e.RefreshToken is RefreshTokenOrigin.Kept ? "The refresh token of before was kept." : "With a refresh token of their own.",
            "accent",
            [Generation(e.Generation), .. Fingerprint("refresh token", e.RefreshTokenFingerprint), .. Fingerprint("access token", e.AccessTokenFingerprint)]),
        AccessTokenRefreshed e => Told(
            "The access token was refreshed",
            e.NewRefreshTokenFingerprint is null ? "" : "Google gave a new refresh token too.",
            "good",
            [Generation(e.Generation), ("valid until", Time(e.ExpiresAt)), ("latency", $"{e.LatencyMilliseconds} ms"), .. Fingerprint("access token", e.AccessTokenFingerprint), .. Fingerprint("refresh token", e.NewRefreshTokenFingerprint)]),
        RefreshFailed e => Told(
            "A refresh failed for a passing cause", $"Try {e.Attempt}; the next is at {Time(e.RetryAt)}. The person is not asked.", "warning", [Generation(e.Generation), ("code", e.Code), .. Optional("cause", e.Cause), .. Optional("description", e.Description)]),
        RefreshFailurePersisted e => Told(
            "Refreshes have failed for a day", $"Since {Time(e.FailingSince)}, {e.Attempts} attempts. Retries continue.", "bad", [Generation(e.Generation), ("code", e.Code), .. Optional("cause", e.Cause)]),
        RefreshRecovered e => Told("Refreshes work again", $"After {e.FailedAttempts} failures since {Time(e.FailingSince)}.", "good", Generation(e.Generation)),
        RefreshDiscarded e => Told(
            "A late answer was thrown away", $"It was asked for with generation {e.StartedFromGeneration}, and generation {e.Generation} was there by then.", "quietly", ("outcome", e.Outcome)),
        CredentialsUsed e => Told(
            e.Count == 1 ? "It was used once" : $"It was used {e.Count} times", $"Between {Time(e.FirstUsedAt)} and {Time(e.LastUsedAt)}.", "quietly"),
        ScopesChanged e => Told("Google grants other scopes than before", $"{Change("Added", e.Added)}{Change("Gone", e.Removed)}".Trim(), "warning"),
        ReauthorizationRequired e => Told(
            "Google no longer honours the grant", $"{Because(e.Reason)} The person must consent again.", "bad", [Generation(e.Generation), ("reason", e.Reason.ToString()), .. Optional("cause", e.Cause), .. Optional("description", e.Description)]),
        SecurityEventReceived e => Told(
            "Google sent a security event", $"{Words.Of(e.Type.ToString())}, said at {Time(e.IssuedAt)}.", "warning", [("event", e.EventId.ToString()), .. Optional("reason", e.Reason)]),
        GrantResumed => Told("Google enabled the account again", "The stored refresh token is tried once more.", "good"),
        CredentialsResealed e => Told("The data key was sealed anew", "Tokens and generation stayed as they were.", "quietly", ("from key", e.FromKeyId.ToString()), ("to key", e.ToKeyId.ToString())),
        GrantRevoked => Told("The grant was ended here", "", "bad"),
        RevocationConfirmed => Told("Google confirmed the end", "The sealed tokens were deleted.", "quietly"),
        RevocationAbandoned => Told("Google was not told of the end", "It could not be reached for a week, or the person consented anew meanwhile. The sealed tokens were deleted.", "warning"),
        GrantErased => Told("The person was erased", "Address, name and tokens are gone; this skeleton stays.", "bad"),
        UnreadableEvent e => Told("This event cannot be read", e.Unreadable, "bad"),
        _ => Told(Words.Of(fact.GetType().Name), "", "quietly"),
    };

    /// <summary>The stored name of each kind of event, with a title, for a choice.</summary>
    public static IReadOnlyList<string> Types { get; } =
        [.. typeof(GrantEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GrantEvent))).Select(type => StoredName(type.Name)).Order(StringComparer.Ordinal)];

    private static Story Told(string title, string detail, string tone, params IReadOnlyList<(string, string)> facts) => new(title, detail, tone, facts);

    private static string Because(ReauthorizationReason reason) => reason switch
    {
        ReauthorizationReason.ExpiredOrRevoked => "The person removed the app, or changed the password.",
        ReauthorizationReason.ExpiredUnused => "The refresh token was not used for six months.",
        ReauthorizationReason.LifetimeEnded => "The end that Google announced has come: an app in Testing, or access for a time.",
        ReauthorizationReason.AdminPolicy => "An administrator of the person's organization does not allow it any more.",
        ReauthorizationReason.ScopesWithdrawn => "The scopes were withdrawn.",
        ReauthorizationReason.AccountDisabled => "The Google account was disabled or deleted.",
        ReauthorizationReason.RevokedByUser => "Google said that the person took it back.",
        _ => "Google gave no reason that we know.",
    };

    private static (string, string) Generation(int generation) => ("generation", generation.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<(string, string)> Fingerprint(string of, string? value) => Optional($"{of}'s fingerprint", value);

    private static IEnumerable<(string, string)> Optional(string name, string? value) => value is null ? [] : [(name, value)];

    private static string Change(string what, ScopeSet scopes) => scopes.Count > 0 ? $"{what}: {Scopes(scopes)}. " : "";

    private static string Scopes(ScopeSet scopes) => string.Join(", ", scopes.Select(scope => scope.Replace("https://www.googleapis.com/auth/", "", StringComparison.Ordinal)));

    private static string Time(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss}";

    private static string InWords(GrantStatus status) => char.ToLowerInvariant(status.ToString()[0]) + Words.Of(status.ToString())[1..];

    private static string StoredName(string type) => string.Concat(type.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : c.ToString()));
}
