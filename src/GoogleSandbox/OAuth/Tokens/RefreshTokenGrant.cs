using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Refreshes (RFC 6749 section 6) without rotation.</summary>
internal sealed class RefreshTokenGrant(
    ClientAuthentication clients, TokenStore tokens, PeopleDirectory people, TokenIssuer issuer) : ITokenGrant
{
    public string GrantType => "refresh_token";

    public TokenAnswer Handle(TokenRequest request, Site site)
    {
        if (request.ClientId is null)
        {
            return OAuthError.InvalidRequest("Could not determine client ID from request.");
        }

        if (request["refresh_token"] is not { } value)
        {
            return OAuthError.InvalidRequest("Missing required parameter: refresh_token");
        }

        if (!clients.TryAuthenticate(request, out var client, out var refusal))
        {
            return refusal;
        }

        return tokens.FindRefresh(value) is { } token ? Use(token, client, request, site) : Unknown(value);
    }

    private TokenAnswer Use(RefreshToken token, OAuthClient client, TokenRequest request, Site site)
    {
        if (token.ClientId != client.ClientId)
        {
            return OAuthError.Unauthorized("unauthorized_client", "Unauthorized");
        }

        if (people.Find(token.Sub) is not { Disabled: false } person)
        {
            return OAuthError.InvalidGrant("Account has been deleted");
        }

        var asked = Scopes.Split(request["scope"]).Select(Scopes.Canonical).ToHashSet(StringComparer.Ordinal);
        if (!asked.IsSubsetOf(token.Scopes))
        {
            return OutsideTheGrant(asked, token.Scopes);
        }

        return tokens.TryUse(token)
            ? issuer.ForRefresh(client, person, asked.Count == 0 ? token.Scopes : asked, site)
            : OAuthError.InvalidGrant("Token has been expired or revoked.");
    }

    private static OAuthError OutsideTheGrant(HashSet<string> asked, IReadOnlySet<string> granted) => OAuthError.BadRequest(
        "invalid_scope",
        Scopes.InvalidMessage([.. asked.Where(granted.Contains)], [.. asked.Where(scope => !granted.Contains(scope))]));

    // A well-formed stranger was issued before the sandbox last started.
    private static OAuthError Unknown(string value) => OAuthError.InvalidGrant(
        TokenValues.LooksLikeRefreshToken(value) ? "Token has been expired or revoked." : "Bad Request");
}
