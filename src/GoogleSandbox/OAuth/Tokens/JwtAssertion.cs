using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>The three segments of a signed assertion, read but not believed.</summary>
internal sealed record JwtAssertion(JsonObject Header, JsonObject Claims, byte[] Signed, byte[] Signature)
{
    public static bool TryRead(string? compact, [NotNullWhen(true)] out JwtAssertion? assertion)
    {
        assertion = null;
        if (compact?.Split('.') is not [var header, var claims, var signature]
            || !TryReadObject(header, out var headerObject)
            || !TryReadObject(claims, out var claimsObject)
            || !Base64Url.IsValid(signature))
        {
            return false;
        }

        assertion = new JwtAssertion(
            headerObject, claimsObject, Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature));
        return true;
    }

    public string? Text(string claim) => Claims[claim] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public long? Number(string claim) => Claims[claim] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    public bool IsSignedBy(RSA key) =>
        Header["alg"] is JsonValue alg && alg.TryGetValue<string>(out var name) && name == "RS256"
        && key.VerifyData(Signed, Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static bool TryReadObject(string segment, [NotNullWhen(true)] out JsonObject? value)
    {
        value = null;
        if (!Base64Url.IsValid(segment))
        {
            return false;
        }

        try
        {
            value = JsonNode.Parse(Base64Url.DecodeFromChars(segment)) as JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }

        return value is not null;
    }
}
