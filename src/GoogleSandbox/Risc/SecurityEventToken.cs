using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>What a security event token says (RFC 8417): about whom or what, and to whom.</summary>
internal sealed record SecurityEvent(string Type, IReadOnlyList<string> Audience, string Issuer)
{
    /// <summary>Null for an event about a stream.</summary>
    public JsonObject? Subject { get; init; }

    public string? Reason { get; init; }

    public string? State { get; init; }

    public string? Jti { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>An account, by Google's issuer and its subject.</summary>
    public static JsonObject Account(string issuer, string sub) => new() { ["subject_type"] = "iss-sub", ["iss"] = issuer, ["sub"] = sub };

    /// <summary>A refresh token, told without showing it: by its first 16 characters or by its hash.</summary>
    public static JsonObject Token(string token, string algorithm) => new()
    {
        ["subject_type"] = "oauth_token",
        ["token_type"] = "refresh_token",
        ["token_identifier_alg"] = algorithm,
        ["token"] = algorithm == TokenIdentifiers.Prefix ? token[..Math.Min(16, token.Length)] : TokenIdentifiers.DoubleSha512(token),
    };
}

/// <summary>The two ways to name a token.</summary>
internal static class TokenIdentifiers
{
    public const string Prefix = "prefix";
    public const string Hash = "hash_base64_sha512_sha512";

    public static string DoubleSha512(string token) => Convert.ToBase64String(SHA512.HashData(SHA512.HashData(Encoding.UTF8.GetBytes(token))));
}

/// <summary>Signs security event tokens as Google does: RS256, no expiry, the issuer with a slash at its end.</summary>
internal sealed class SecurityEventTokens(SigningKeys keys, SandboxClock clock)
{
    private static readonly Dictionary<string, object> Header = new(StringComparer.Ordinal) { ["typ"] = "secevent+jwt" };

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public (string Jti, string Compact) Sign(SecurityEvent securityEvent) => Sign(securityEvent, keys.Current);

    /// <summary>Signed by a key that nobody publishes; <paramref name="asPublished"/> under the name of one that is.</summary>
    public (string Jti, string Compact) Forge(SecurityEvent securityEvent, bool asPublished)
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa)
        {
            KeyId = asPublished ? keys.Current.Kid : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        return Sign(securityEvent, new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
    }

    private (string Jti, string Compact) Sign(SecurityEvent securityEvent, SigningCredentials credentials)
    {
        var content = new JsonObject();
        Add(content, "subject", securityEvent.Subject?.DeepClone());
        Add(content, "reason", securityEvent.Reason);
        Add(content, "state", securityEvent.State);
        var jti = securityEvent.Jti ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var claims = new JsonObject
        {
            ["iss"] = securityEvent.Issuer,
            ["aud"] = securityEvent.Audience is [var only] ? only : new JsonArray([.. securityEvent.Audience.Select(each => (JsonNode)JsonValue.Create(each))]),
            ["iat"] = (securityEvent.IssuedAt ?? clock.GetUtcNow()).ToUnixTimeSeconds(),
            ["jti"] = jti,
            ["events"] = new JsonObject { [RiscEvents.UriOf(securityEvent.Type)] = content },
        };
        return (jti, _handler.CreateToken(claims.ToJsonString(), credentials, Header));
    }

    private static void Add(JsonObject content, string name, JsonNode? value)
    {
        if (value is not null)
        {
            content[name] = value;
        }
    }
}
