using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

internal static class CredentialFactsExtensions
{
    /// <summary>What the history may keep of a token set.</summary>
    public static CredentialFacts FactsOf(this GrantKey key, TokenSet tokens, ScopeSet scopes) => new(
        scopes,
        tokens.ExpiresAt,
        key.Fingerprint(tokens.AccessToken),
        tokens.RefreshToken is null ? null : key.Fingerprint(tokens.RefreshToken),
        tokens.RefreshTokenExpiresAt);
}
