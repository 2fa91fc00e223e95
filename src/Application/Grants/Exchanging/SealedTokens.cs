using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>
/// Tokens that wait to be stored, sealed under a key of their own that the key ring wraps. Each attempt opens them anew, so that nothing refers to
/// readable tokens during a pause. .NET does not erase strings: readable copies stay in memory until the garbage collector reuses it.
/// </summary>
internal sealed class SealedTokens
{
    private readonly TenantId _tenant;
    private readonly Guid _id;
    private readonly byte[] _wrappedKey;
    private readonly byte[] _accessToken;
    private readonly byte[]? _refreshToken;
    private readonly byte[]? _idToken;
    private readonly DateTimeOffset _expiresAt;
    private readonly ScopeSet? _scopes;
    private readonly DateTimeOffset? _refreshTokenExpiresAt;

    private SealedTokens(TokenSet tokens, GrantKey key, byte[] wrappedKey, TenantId tenant, Guid id)
    {
        (_tenant, _id, _wrappedKey) = (tenant, id, wrappedKey);
        _accessToken = key.Seal(tokens.AccessToken, Context("access_token"));
        _refreshToken = tokens.RefreshToken is null ? null : key.Seal(tokens.RefreshToken, Context("refresh_token"));
        _idToken = tokens.IdToken is null ? null : key.Seal(tokens.IdToken, Context("id_token"));
        (_expiresAt, _scopes, _refreshTokenExpiresAt) = (tokens.ExpiresAt, tokens.Scopes, tokens.RefreshTokenExpiresAt);
    }

    /// <summary>Prepares the key before the tokens are there: what the key ring refuses then costs no token.</summary>
    /// <param name="keyRing">Wraps the key.</param>
    /// <param name="tenant">Whose tokens they will be.</param>
    /// <returns>Seals one token set.</returns>
    public static Func<TokenSet, SealedTokens> PrepareSealing(IKeyRing keyRing, TenantId tenant)
    {
        var (key, id) = (GrantKey.Generate(), Guid.NewGuid());
        var wrappedKey = keyRing.Wrap(key, tenant, id);
        return tokens => new SealedTokens(tokens, key, wrappedKey, tenant, id);
    }

    /// <summary>Opens the tokens for one attempt. Throws a <see cref="SealingKeyMissingException"/> where the key ring has lost its key.</summary>
    public TokenSet Open(IKeyRing keyRing)
    {
        var key = keyRing.Unwrap(_wrappedKey, _tenant, _id);
        return new TokenSet(
            key.Open(_accessToken, Context("access_token")),
            _refreshToken is null ? null : key.Open(_refreshToken, Context("refresh_token")),
            _expiresAt,
            _scopes,
            _idToken is null ? null : key.Open(_idToken, Context("id_token")),
            _refreshTokenExpiresAt);
    }

    private string Context(string purpose) => $"{_tenant}/{_id}/{purpose}";
}
