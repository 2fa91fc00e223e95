using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Infrastructure.Grants.OAuthAnswers;

/// <summary>A token answer (RFC 6749 section 5.1). Only the access token is needed: whatever an optional field holds, a refresh token that came with it is kept.</summary>
internal static class TokenFields
{
    /// <summary>
    /// The lifetime of an access token whose answer does not say one: so short that the next use refreshes it, and not zero, so that callers who meet
    /// share it.
    /// </summary>
    public static readonly TimeSpan UnknownLifetime = TimeSpan.FromSeconds(30);

    /// <summary>Google's access tokens live an hour.</summary>
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestRefreshLifetime = TimeSpan.FromDays(3650);

    /// <summary>In bytes. Google's access tokens have up to 2048, its refresh tokens up to 512.</summary>
    private const int LongestToken = 16 * 1024;

    private const int MostScopes = 500;
    private const int LongestScope = 256;

    /// <summary>Null when there is no access token that could be sent (RFC 6749 appendix A.12).</summary>
    public static TokenSet? ToTokens(this JsonFields answer, DateTimeOffset now) => answer.Token("access_token") is { } accessToken
        ? new TokenSet(
            accessToken,
            answer.Token("refresh_token"),
            now + Lifetime(answer.Number("expires_in")),
            answer.Scopes(),
            answer.Token("id_token"),
            answer.Token("refresh_token") is null ? null : now + RefreshLifetime(answer.Number("refresh_token_expires_in")))
        : null;

    private static Secret? Token(this JsonFields answer, string name) =>
        answer.Text(name) is { Length: <= LongestToken } token && token.All(c => c is > ' ' and <= '~') ? new Secret(token) : null;

    private static TimeSpan Lifetime(double? seconds) =>
        seconds >= 1 ? TimeSpan.FromSeconds(Math.Min(Math.Floor(seconds.Value), LongestLifetime.TotalSeconds)) : UnknownLifetime;

    private static TimeSpan? RefreshLifetime(double? seconds) =>
        seconds >= 1 ? TimeSpan.FromSeconds(Math.Min(Math.Floor(seconds.Value), LongestRefreshLifetime.TotalSeconds)) : null;

    /// <summary>
    /// Null when the answer names none, or is damaged by control characters: the granted scopes are those that were asked for, and no scope was withdrawn.
    /// </summary>
    private static ScopeSet? Scopes(this JsonFields answer)
    {
        var text = answer.Text("scope") ?? "";
        var scopes = ScopeSet.Of(text.Any(char.IsControl) ? [] : text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(IsScope).Take(MostScopes));
        return scopes.Count == 0 ? null : scopes;
    }

    /// <summary>RFC 6749 section 3.3.</summary>
    private static bool IsScope(string word) => word.Length <= LongestScope && word.All(c => c is > ' ' and <= '~' and not ('"' or '\\'));
}
