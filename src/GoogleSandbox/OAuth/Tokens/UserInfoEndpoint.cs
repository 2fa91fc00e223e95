using GmailPlatform.GoogleSandbox.Gmail;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Userinfo (OpenID Connect Core section 5.3) in both of Google's versions.</summary>
internal sealed class UserInfoEndpoint(TokenStore tokens, PeopleDirectory people, BaseUrl baseUrl)
{
    public IResult Handle(HttpRequest http) => Find(http) is var (person, token)
        ? JsonAnswer.NotStored(UserClaims.For(person, token.Scopes, baseUrl.Of(http)))
        : OAuthError.Unauthorized("invalid_request", "Invalid Credentials").ToResult();

    public IResult HandleV2(HttpRequest http) => Find(http) is var (person, token)
        ? JsonAnswer.NotStored(UserClaims.ForV2(person, token.Scopes, baseUrl.Of(http)))
        : GmailErrors.InvalidCredentials;

    private (Person Person, AccessToken Token)? Find(HttpRequest http)
    {
        if (BearerToken.From(http) is not { } value || tokens.FindAccess(value) is not { } token || !tokens.IsLive(token))
        {
            return null;
        }

        return people.Find(token.Sub) is { Disabled: false } person ? (person, token) : null;
    }
}
