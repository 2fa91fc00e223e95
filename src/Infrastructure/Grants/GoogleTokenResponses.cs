using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using Google.Apis.Auth.OAuth2.Responses;
using Newtonsoft.Json;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>The library's token answer, with a field of Google's that it drops.</summary>
internal sealed class GoogleTokenResponse : TokenResponse
{
    /// <summary>Sent for apps in Testing and for time-based access.</summary>
    [JsonProperty("refresh_token_expires_in")]
    public long? RefreshTokenExpiresInSeconds { get; set; }

    /// <summary>Null when the answer lacks what every token answer has (RFC 6749 section 5.1).</summary>
    public TokenSet? ToTokens(DateTimeOffset now) => AccessToken is { Length: > 0 } && ExpiresInSeconds is > 0 and var seconds
        ? new TokenSet(
            new Secret(AccessToken),
            Secret.From(RefreshToken),
            now.AddSeconds(seconds),
            Scope is null ? null : ScopeSet.Parse(Scope),
            Secret.From(IdToken),
            RefreshToken is not null && RefreshTokenExpiresInSeconds is { } left ? now.AddSeconds(left) : null)
        : null;
}

/// <summary>The library's error answer, with a field of Google's that it drops.</summary>
internal sealed class GoogleTokenErrorResponse : TokenErrorResponse
{
    /// <summary>Tells an administrator's session control from a revocation.</summary>
    [JsonProperty("error_subtype")]
    public string? ErrorSubtype { get; set; }
}
