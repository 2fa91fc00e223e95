using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GmailPlatform.Domain;

/// <summary>A token, code, key or verifier on its way through the program. Prints as <c>[secret]</c> and serializes to null.</summary>
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    public Secret(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The value itself. Call it in the one line that needs it.</summary>
    public string Reveal() => _value;

    /// <summary>Wraps a value that may be absent.</summary>
    public static Secret? From(string? value) => string.IsNullOrEmpty(value) ? null : new Secret(value);

    /// <summary>A fresh secret of 256 random bits, as 43 characters of base64url: also a valid PKCE verifier (RFC 7636 section 4.1).</summary>
    public static Secret Random() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    /// <summary>SHA-256 of the value, in hex: enough to find a random secret again without keeping it.</summary>
    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_value)));

    public override string ToString() => "[secret]";

    public bool Equals(Secret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_value), Encoding.UTF8.GetBytes(other._value));

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Reads a secret from a request body; never writes one.</summary>
internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override Secret? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } value ? new Secret(value) : null;

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteNullValue();
}
