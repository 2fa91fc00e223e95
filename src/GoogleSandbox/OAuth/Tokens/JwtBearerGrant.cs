using System.Net.Mail;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>A service account acts for a person (RFC 7523), checks in Google's order.</summary>
internal sealed class JwtBearerGrant(
    ServiceAccountRegistry accounts, PeopleDirectory people, TokenStore tokens, IdTokens idTokens, SandboxClock clock) : ITokenGrant
{
    public const string Urn = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    // Google's client libraries send this audience whatever token URL they were given.
    private const string GoogleAudience = "https://oauth2.googleapis.com/token";

    private const int LifetimeSeconds = 3599;

    public string GrantType => Urn;

    public TokenAnswer Handle(TokenRequest request, Site site)
    {
        if (!JwtAssertion.TryRead(request["assertion"], out var assertion))
        {
            return OAuthError.InvalidRequest("Bad Request");
        }

        if (accounts.Find(assertion.Text("iss") ?? "") is not { } account)
        {
            return OAuthError.InvalidGrant("Invalid grant: account not found");
        }

        if (Check(assertion, account, site) is { } error)
        {
            return error;
        }

        var scopes = Scopes.Split(assertion.Text("scope")).Select(Scopes.Canonical).ToHashSet(StringComparer.Ordinal);
        return scopes.All(Scopes.IsKnown) ? ActFor(assertion, account, scopes) : IdTokenOnly(assertion, account, site);
    }

    private OAuthError? Check(JwtAssertion assertion, ServiceAccount account, Site site)
    {
        if (!assertion.IsSignedBy(account.Key))
        {
            return OAuthError.InvalidGrant("Invalid JWT Signature.");
        }

        if (CheckTimes(assertion.Number("iat"), assertion.Number("exp")) is { } badTime)
        {
            return badTime;
        }

        if (Scopes.Split(assertion.Text("scope")).Length == 0)
        {
            return OAuthError.BadRequest("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
        }

        return assertion.Text("aud") is { } audience && (audience == GoogleAudience || audience == $"{site.BaseUrl}/token")
            ? null
            : OAuthError.InvalidGrant("Invalid JWT: Failed audience check.");
    }

    private OAuthError? CheckTimes(long? issuedAt, long? expires)
    {
        if (issuedAt is null)
        {
            return OAuthError.InvalidGrant("Invalid JWT: iat (issued at) is not set.");
        }

        if (expires is null)
        {
            return OAuthError.InvalidGrant("Invalid JWT: exp (expiration time) is not set.");
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        const int skew = 300;
        return expires > now - skew && expires - issuedAt <= 3600 && issuedAt <= now + skew
            ? null
            : OAuthError.InvalidGrant(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.");
    }

    private TokenAnswer ActFor(JwtAssertion assertion, ServiceAccount account, HashSet<string> scopes)
    {
        var subject = assertion.Text("sub");
        if (subject is not null && !MailAddress.TryCreate(subject, out _))
        {
            return OAuthError.InvalidRequest("Invalid impersonation prn email address.");
        }

        var person = people.Find(subject);
        if (subject is not null && person is not { Disabled: false })
        {
            return OAuthError.InvalidGrant("Invalid email or User ID");
        }

        return person is not null && CheckDelegation(account, scopes) is { } refusal ? refusal : Issue(account, person, scopes);
    }

    private static OAuthError? CheckDelegation(ServiceAccount account, HashSet<string> scopes)
    {
        if (account.DelegatedScopes.Count == 0)
        {
            return OAuthError.Unauthorized("unauthorized_client", "Unauthorized client or scope in request.");
        }

        if (!scopes.Overlaps(account.DelegatedScopes))
        {
            return OAuthError.Unauthorized(
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.");
        }

        return scopes.IsSubsetOf(account.DelegatedScopes)
            ? null
            : new OAuthError(StatusCodes.Status403Forbidden, "access_denied", "Requested client not authorized.");
    }

    private JsonObject Issue(ServiceAccount account, Person? person, HashSet<string> scopes)
    {
        var token = new AccessToken
        {
            Value = TokenValues.NewServiceAccountToken(),
            ClientId = account.ClientId,
            ProjectId = account.ProjectId,
            Sub = person?.Sub ?? account.ClientId,
            Scopes = scopes,
            ExpiresAt = clock.GetUtcNow().AddSeconds(LifetimeSeconds),
        };
        tokens.Add(token);
        return new JsonObject { ["access_token"] = token.Value, ["expires_in"] = LifetimeSeconds, ["token_type"] = "Bearer" };
    }

    // An unknown scope reads as the audience of an ID token.
    private JsonObject IdTokenOnly(JwtAssertion assertion, ServiceAccount account, Site site) => new()
    {
        ["id_token"] = idTokens.CreateForAudience(site.Issuer, assertion.Text("scope")!, account.ClientId, account.Email),
    };
}
