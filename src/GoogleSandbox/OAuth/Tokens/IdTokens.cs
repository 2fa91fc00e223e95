using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.People;
using Microsoft.IdentityModel.JsonWebTokens;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Makes id_tokens (OpenID Connect Core section 2), claims following the scopes.</summary>
internal sealed class IdTokens(SigningKeys keys, SandboxClock clock)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Null unless an identity scope is among the scopes.</summary>
    public string? Create(Person person, string clientId, AccessToken accessToken, string? nonce, string issuer, string baseUrl)
    {
        if (!accessToken.Scopes.Any(Scopes.IsSignIn))
        {
            return null;
        }

        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = issuer, ["azp"] = clientId, ["aud"] = clientId };
        foreach (var (name, value) in UserClaims.For(person, accessToken.Scopes, baseUrl))
        {
            claims[name] = value?.DeepClone();
        }

        claims["at_hash"] = AccessTokenHash(accessToken.Value);
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        claims["iat"] = now;
        claims["exp"] = now + 3600;
        return _handler.CreateToken(claims.ToJsonString(), keys.Current);
    }

    /// <summary>An id_token without access, which Google gives a service account for an unknown scope.</summary>
    public string CreateForAudience(string issuer, string audience, string sub, string email)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["azp"] = email,
            ["sub"] = sub,
            ["email"] = email,
            ["email_verified"] = true,
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
        return _handler.CreateToken(claims.ToJsonString(), keys.Current);
    }

    /// <summary>Any claims, signed with the current key.</summary>
    public string Sign(JsonObject claims) => _handler.CreateToken(claims.ToJsonString(), keys.Current);

    private static string AccessTokenHash(string accessToken) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));
}
