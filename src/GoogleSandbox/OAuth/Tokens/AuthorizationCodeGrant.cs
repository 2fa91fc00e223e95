using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Exchanges a code (RFC 6749 section 4.1.3, RFC 7636), checks in Google's order.</summary>
internal sealed class AuthorizationCodeGrant(
    ClientAuthentication clients, CodeStore codes, PeopleDirectory people, TokenIssuer issuer) : ITokenGrant
{
    private const string PopupRedirectUri = "postmessage";

    public string GrantType => "authorization_code";

    public TokenAnswer Handle(TokenRequest request, Site site)
    {
        if (MissingParameter(request) is { } missing)
        {
            return missing;
        }

        if (!clients.TryAuthenticate(request, out var client, out var refusal))
        {
            return refusal;
        }

        var value = request["code"]!;
        if (codes.Peek(value) is not { } code || code.ClientId != client.ClientId)
        {
            return OAuthError.InvalidGrant(TokenValues.LooksLikeCode(value) ? "Bad Request" : "Malformed auth code.");
        }

        if (CheckVerifier(code, request["code_verifier"]) is { } wrongVerifier)
        {
            return wrongVerifier;
        }

        if (request["redirect_uri"] != (code.PopupMode ? PopupRedirectUri : code.RedirectUri))
        {
            return OAuthError.BadRequest("redirect_uri_mismatch", "Bad Request");
        }

        if (people.Find(code.Sub) is not { Disabled: false } person || !codes.TryConsume(code))
        {
            return OAuthError.InvalidGrant("Bad Request");
        }

        return issuer.ForCode(client, person, code, site);
    }

    private static OAuthError? MissingParameter(TokenRequest request)
    {
        if (request.ClientId is null)
        {
            return OAuthError.InvalidRequest("Could not determine client ID from request.");
        }

        if (request["code"] is null)
        {
            return OAuthError.InvalidRequest("Missing required parameter: code");
        }

        return request["redirect_uri"] is null ? OAuthError.InvalidRequest("Missing parameter: redirect_uri") : null;
    }

    private static OAuthError? CheckVerifier(AuthorizationCode code, string? verifier) => (code.CodeChallenge, verifier) switch
    {
        (null, null) => null,
        (null, _) => OAuthError.InvalidGrant("code_verifier or verifier is not needed."),
        (_, null) => OAuthError.InvalidGrant("Missing code verifier."),
        _ => ChallengeOf(verifier, code.ChallengeIsS256) == code.CodeChallenge ? null : OAuthError.InvalidGrant("Invalid code verifier."),
    };

    private static string ChallengeOf(string verifier, bool s256) =>
        s256 ? Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier))) : verifier;
}
