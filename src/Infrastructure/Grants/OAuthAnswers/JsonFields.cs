using System.Globalization;
using System.Text.Json;

namespace GmailPlatform.Infrastructure.Grants.OAuthAnswers;

/// <summary>The fields of a JSON object that somebody else wrote. No input throws: a field of another type, or of broken Unicode, counts as absent.</summary>
internal sealed class JsonFields
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly JsonElement _json;

    private JsonFields(JsonElement json) => _json = json;

    /// <summary>Null when the bytes are not one JSON object in UTF-8, such as a proxy's HTML page.</summary>
    public static JsonFields? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8.Span.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8);
            return document.RootElement.ValueKind is JsonValueKind.Object ? new JsonFields(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A string that is not empty.</summary>
    public string? Text(string name)
    {
        try
        {
            return Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Bytes or escapes that are no Unicode.
            return null;
        }
    }

    /// <summary>A number, also one that is written as a string; never NaN.</summary>
    public double? Number(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number } number)
        {
            return number.TryGetDouble(out var value) ? value : null;
        }

        return double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var written) && !double.IsNaN(written) ? written : null;
    }

    private JsonElement? Find(string name)
    {
        try
        {
            return _json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            // The name of some field is no Unicode.
            return null;
        }
    }
}
