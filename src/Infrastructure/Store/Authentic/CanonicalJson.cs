using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>One text for all notations of the same JSON: PostgreSQL preserves neither the order of members, nor white space, nor exponents.</summary>
internal static class CanonicalJson
{
    private const string Digits = "0.############################";

    /// <summary>The object without one of its members.</summary>
    public static string Write(JsonElement document, string omitted)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, document, omitted);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, string? omitted = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => member.Name != omitted).OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.Number:
                json.WriteRawValue(value.TryGetDecimal(out var number) ? number.ToString(Digits, CultureInfo.InvariantCulture) : value.GetRawText());
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
