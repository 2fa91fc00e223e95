using System.Globalization;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary><c>/tokeninfo</c>: what a token is, every value a string.</summary>
internal sealed class TokenInfoEndpoint(TokenStore tokens, PeopleDirectory people, SigningKeys keys, SandboxClock clock)
{
    private static readonly OAuthError InvalidValue = OAuthError.BadRequest("invalid_token", "Invalid Value");

    private readonly JsonWebTokenHandler _handler = new();

    public async Task<IResult> HandleAsync(HttpRequest http, CancellationToken ct)
    {
        var form = await http.ReadFormOrEmptyAsync(ct);
        if (http.Parameter(form, "id_token") is { } idToken)
        {
            return await DescribeIdTokenAsync(idToken) is { } claims ? JsonAnswer.NotStored(claims) : InvalidValue.ToResult();
        }

        return Live(TokenOf(http, form)) is { } access
            ? JsonAnswer.NotStored(Describe(access))
            : InvalidValue.ToResult();
    }

    /// <summary>The same in the words of <c>oauth2:v2</c>.</summary>
    public async Task<IResult> HandleV2Async(HttpRequest http, CancellationToken ct)
    {
        var form = await http.ReadFormOrEmptyAsync(ct);
        return Live(TokenOf(http, form)) is { } access
            ? JsonAnswer.NotStored(DescribeV2(access))
            : InvalidValue.ToResult();
    }

    /// <summary>The token that a request asks about: its parameter, or its own bearer token.</summary>
    public static string? TokenOf(HttpRequest http, IFormCollection form) => http.Parameter(form, "access_token") ?? BearerToken.From(http);

    private AccessToken? Live(string? value) =>
        value is not null && tokens.FindAccess(value) is { } token && token.IsLive(clock.GetUtcNow()) ? token : null;

    private JsonObject Describe(AccessToken token)
    {
        var info = new JsonObject { ["azp"] = token.ClientId, ["aud"] = token.ClientId };
        if (Identity(token) is { } person)
        {
            info["sub"] = person.Sub;
        }

        info["scope"] = Scopes.Print(token.Scopes);
        info["exp"] = Text(token.ExpiresAt.ToUnixTimeSeconds());
        info["expires_in"] = Text(SecondsLeft(token));
        if (Address(token) is { } email)
        {
            info["email"] = email;
            info["email_verified"] = "true";
        }

        info["access_type"] = token.Offline ? "offline" : "online";
        return info;
    }

    private JsonObject DescribeV2(AccessToken token)
    {
        var info = new JsonObject { ["issued_to"] = token.ClientId, ["audience"] = token.ClientId };
        if (Identity(token) is { } person)
        {
            info["user_id"] = person.Sub;
        }

        info["scope"] = Scopes.Print(token.Scopes);
        info["expires_in"] = (int)SecondsLeft(token);
        if (Address(token) is { } email)
        {
            info["email"] = email;
            info["verified_email"] = true;
        }

        info["access_type"] = token.Offline ? "offline" : "online";
        return info;
    }

    private Person? Identity(AccessToken token) => token.Scopes.Any(Scopes.IsSignIn) ? people.Find(token.Sub) : null;

    private string? Address(AccessToken token) => token.Scopes.Contains(Scopes.Email) ? Identity(token)?.Email : null;

    private long SecondsLeft(AccessToken token) => (long)(token.ExpiresAt - clock.GetUtcNow()).TotalSeconds;

    private async Task<JsonObject?> DescribeIdTokenAsync(string idToken)
    {
        var result = await _handler.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.Published,
            ValidateIssuer = false,
            ValidateAudience = false,
            LifetimeValidator = (_, expires, _, _) => expires is { } at && clock.GetUtcNow().UtcDateTime < at,
        });
        if (result is not { IsValid: true, SecurityToken: JsonWebToken token })
        {
            return null;
        }

        var claims = new JsonObject();
        foreach (var claim in token.Claims)
        {
            claims[claim.Type] = claim.Value;
        }

        claims["alg"] = token.Alg;
        claims["kid"] = token.Kid;
        claims["typ"] = token.Typ;
        return claims;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
