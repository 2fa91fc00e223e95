namespace GmailPlatform.Domain.Grants;

/// <summary>What may be written down of a token set: everything but the tokens.</summary>
/// <param name="Scopes">The scopes that Google says it granted.</param>
/// <param name="ExpiresAt">When the access token runs out.</param>
/// <param name="AccessTokenFingerprint">Keyed with the grant's own data key: equal tokens show, tokens do not.</param>
/// <param name="RefreshTokenFingerprint">Null when the answer held no refresh token.</param>
/// <param name="RefreshTokenExpiresAt">When Google says the refresh token ends; null when it does not say.</param>
public sealed record CredentialFacts(
    ScopeSet Scopes, DateTimeOffset ExpiresAt, string AccessTokenFingerprint, string? RefreshTokenFingerprint, DateTimeOffset? RefreshTokenExpiresAt);
