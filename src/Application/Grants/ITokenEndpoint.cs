using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>What Google's token endpoint answered (RFC 6749 section 5.1).</summary>
/// <param name="RefreshToken">Null when none came: absent means keep.</param>
/// <param name="Scopes">Null when the answer does not say.</param>
/// <param name="RefreshTokenExpiresAt">Null when Google announces no end.</param>
public sealed record TokenSet(
    Secret AccessToken, Secret? RefreshToken, DateTimeOffset ExpiresAt, ScopeSet? Scopes, Secret? IdToken, DateTimeOffset? RefreshTokenExpiresAt);

/// <summary>What came of a refresh.</summary>
public abstract record RefreshAnswer
{
    private RefreshAnswer()
    {
    }

    public sealed record Refreshed(TokenSet Tokens) : RefreshAnswer;

    /// <summary>Google's verdict on the refresh token itself.</summary>
    public sealed record Refused(RefusedRefresh Refusal) : RefreshAnswer;

    /// <summary>A passing cause, or our own client is wrong: says nothing of the refresh token.</summary>
    public sealed record Failed(Failure Failure) : RefreshAnswer;
}

/// <summary>
/// Google's token and revocation endpoints. A refusal, an outage, a time-out or an answer that cannot be read is a value;
/// only a bug throws. No call is repeated here: the callers know what a repetition may cost.
/// </summary>
public interface ITokenEndpoint
{
    /// <summary>Spends an authorization code. Failures: <c>code_exchange_failed</c>, <c>google_rejected_client</c>, <c>google_unavailable</c>, <c>google_rate_limited</c>.</summary>
    Task<Result<TokenSet>> ExchangeAsync(GoogleClient client, Secret code, string redirectUri, Secret? codeVerifier, CancellationToken ct);

    Task<RefreshAnswer> RefreshAsync(GoogleClient client, Secret refreshToken, CancellationToken ct);

    /// <summary>Ends the token and its whole grant (RFC 7009). A token that Google no longer knows counts as ended.</summary>
    Task<Result<Done>> RevokeAsync(Secret token, CancellationToken ct);
}
