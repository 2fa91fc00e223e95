using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth;

/// <summary>OpenID Connect discovery and the keys in its two forms.</summary>
internal sealed class DiscoveryEndpoint(SigningKeys keys, SandboxClock clock, BaseUrl baseUrl)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    public IResult Configuration(HttpRequest http)
    {
        var root = baseUrl.Of(http);
        return JsonAnswer.Cached(
            new JsonObject
            {
                ["issuer"] = baseUrl.Issuer(http),
                ["authorization_endpoint"] = $"{root}/o/oauth2/v2/auth",
                ["token_endpoint"] = $"{root}/token",
                ["userinfo_endpoint"] = $"{root}/v1/userinfo",
                ["revocation_endpoint"] = $"{root}/revoke",
                ["jwks_uri"] = $"{root}/oauth2/v3/certs",
                ["response_types_supported"] = new JsonArray("code"),
                ["response_modes_supported"] = new JsonArray("query"),
                ["subject_types_supported"] = new JsonArray("public"),
                ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
                ["scopes_supported"] = new JsonArray("openid", "email", "profile"),
                ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
                ["claims_supported"] = new JsonArray(
                    "aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "picture", "sub"),
                ["code_challenge_methods_supported"] = new JsonArray("plain", "S256"),
                ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token", JwtBearerGrant.Urn),
            },
            MaxAge);
    }

    public IResult Jwks()
    {
        var published = keys.Published.Select(key =>
        {
            var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
            return (JsonNode)new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = key.KeyId,
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            };
        });
        return JsonAnswer.Cached(new JsonObject { ["keys"] = new JsonArray([.. published]) }, MaxAge);
    }

    /// <summary>The older form: key id to PEM certificate.</summary>
    public IResult Certificates()
    {
        var certificates = new JsonObject();
        foreach (var key in keys.Published)
        {
            var request = new CertificateRequest("CN=google-sandbox", key.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var now = clock.GetUtcNow();
            using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(14));
            certificates[key.KeyId] = certificate.ExportCertificatePem();
        }

        return JsonAnswer.Cached(certificates, MaxAge);
    }
}
