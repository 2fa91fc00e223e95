using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Issues tokens and words the success answer of the token endpoint (RFC 6749 section 5.1).</summary>
internal sealed class TokenIssuer(TokenStore tokens, IdTokens idTokens, SandboxClock clock)
{
    /// <summary>Tokens for a person who consented in the browser.</summary>
    public JsonObject ForCode(OAuthClient client, Person person, AuthorizationCode code, Site site)
    {
        var access = IssueAccess(client, person, code.Scopes, code.Offline);
        var answer = Answer(client, person, access, code.Nonce, site);
        if (code is { Offline: true, ConsentShown: true })
        {
            AddRefreshToken(answer, client, person, code.Scopes);
        }

        return answer;
    }

    /// <summary>Both tokens at once, as a first consent would have led to them.</summary>
    public (AccessToken Access, RefreshToken Refresh) ForConsent(OAuthClient client, Person person, IReadOnlySet<string> scopes) =>
        (IssueAccess(client, person, scopes, offline: true), IssueRefresh(client, person, scopes));

    /// <summary>A new access token. No refresh token comes with it: the old one stays.</summary>
    public JsonObject ForRefresh(OAuthClient client, Person person, IReadOnlySet<string> scopes, Site site) =>
        Answer(client, person, IssueAccess(client, person, scopes, offline: true), nonce: null, site);

    private JsonObject Answer(OAuthClient client, Person person, AccessToken access, string? nonce, Site site)
    {
        var answer = new JsonObject
        {
            ["access_token"] = access.Value,
            ["expires_in"] = client.AccessTokenLifetimeSeconds,
            ["scope"] = Scopes.Print(access.Scopes),
            ["token_type"] = "Bearer",
        };
        if (idTokens.Create(person, client.ClientId, access, nonce, site.Issuer, site.BaseUrl) is { } idToken)
        {
            answer["id_token"] = idToken;
        }

        return answer;
    }

    private AccessToken IssueAccess(OAuthClient client, Person person, IReadOnlySet<string> scopes, bool offline)
    {
        var token = new AccessToken
        {
            Value = TokenValues.NewAccessToken(),
            ClientId = client.ClientId,
            ProjectId = client.ProjectId,
            Sub = person.Sub,
            Scopes = scopes,
            ExpiresAt = clock.GetUtcNow().AddSeconds(client.AccessTokenLifetimeSeconds),
            Offline = offline,
        };
        tokens.Add(token);
        return token;
    }

    private void AddRefreshToken(JsonObject answer, OAuthClient client, Person person, IReadOnlySet<string> scopes)
    {
        var token = IssueRefresh(client, person, scopes);
        answer["refresh_token"] = token.Value;
        if (token.ExpiresAt is not null)
        {
            answer["refresh_token_expires_in"] = (int)RefreshToken.TestingLifetime.TotalSeconds - 1;
        }
    }

    private RefreshToken IssueRefresh(OAuthClient client, Person person, IReadOnlySet<string> scopes)
    {
        var now = clock.GetUtcNow();
        var expires = client.Testing && !scopes.All(Scopes.IsSignIn);
        var token = new RefreshToken
        {
            Value = TokenValues.NewRefreshToken(),
            ClientId = client.ClientId,
            ProjectId = client.ProjectId,
            Sub = person.Sub,
            Scopes = scopes,
            LastUsedAt = now,
            ExpiresAt = expires ? now + RefreshToken.TestingLifetime : null,
        };
        tokens.Add(token);
        return token;
    }
}

/// <summary>How this request sees the sandbox: the issuer and the address that documents name.</summary>
internal sealed record Site(string Issuer, string BaseUrl);
