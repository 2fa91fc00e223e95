using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GmailPlatform.GoogleSandbox.State;

/// <summary>The state as JSON. Reading is strict: what does not fit is broken, not ignored.</summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new RsaConverter(), new SetConverter() },
    };

    public static byte[] Write(SandboxState state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    /// <summary>Throws <see cref="JsonException"/> when the text is no state.</summary>
    public static SandboxState Read(ReadOnlySpan<byte> text) =>
        JsonSerializer.Deserialize<SandboxState>(text, Options) ?? throw new JsonException("It holds nothing.");

    /// <summary>A private key as PKCS #8 (RFC 5958) in base64.</summary>
    private sealed class RsaConverter : JsonConverter<RSA>
    {
        public override RSA Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var key = RSA.Create();
            try
            {
                key.ImportPkcs8PrivateKey(reader.GetBytesFromBase64(), out _);
                return key;
            }
            catch (Exception failure) when (failure is CryptographicException or InvalidOperationException or FormatException)
            {
                key.Dispose();
                throw new JsonException("It holds a private key that cannot be read.", failure);
            }
        }

        public override void Write(Utf8JsonWriter writer, RSA value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.ExportPkcs8PrivateKey());
    }

    private sealed class SetConverter : JsonConverter<IReadOnlySet<string>>
    {
        public override IReadOnlySet<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<HashSet<string>>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize<IEnumerable<string>>(writer, value, options);
    }
}
