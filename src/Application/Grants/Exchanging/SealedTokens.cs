using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>
/// Tokens that wait to be stored, sealed under a key of the process: the key ring rests in the database, which may be away just then. Each attempt opens
/// them anew, so that nothing refers to readable tokens during a pause. .NET does not erase strings: readable copies stay in memory until the garbage
/// collector reuses it.
/// </summary>
internal sealed class SealedTokens
{
    private static readonly GrantKey ProcessKey = GrantKey.Generate();

    private readonly byte[] _accessToken;
    private readonly byte[]? _refreshToken;
    private readonly byte[]? _idToken;
    private readonly DateTimeOffset _expiresAt;
    private readonly ScopeSet? _scopes;
    private readonly DateTimeOffset? _refreshTokenExpiresAt;

    private SealedTokens(TokenSet tokens)
    {
        _accessToken = ProcessKey.Seal(tokens.AccessToken, "access_token");
        _refreshToken = tokens.RefreshToken is null ? null : ProcessKey.Seal(tokens.RefreshToken, "refresh_token");
        _idToken = tokens.IdToken is null ? null : ProcessKey.Seal(tokens.IdToken, "id_token");
        (_expiresAt, _scopes, _refreshTokenExpiresAt) = (tokens.ExpiresAt, tokens.Scopes, tokens.RefreshTokenExpiresAt);
    }

    public static SealedTokens Seal(TokenSet tokens) => new(tokens);

    /// <summary>Opens the tokens for one attempt.</summary>
    public TokenSet Open() => new(
        ProcessKey.Open(_accessToken, "access_token"),
        _refreshToken is null ? null : ProcessKey.Open(_refreshToken, "refresh_token"),
        _expiresAt,
        _scopes,
        _idToken is null ? null : ProcessKey.Open(_idToken, "id_token"),
        _refreshTokenExpiresAt);
}
