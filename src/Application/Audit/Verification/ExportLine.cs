using System.Text.Json;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>A line of an export as it is read: nothing in it is believed.</summary>
internal sealed class ExportLine : IDisposable
{
    private readonly JsonDocument _json;

    private ExportLine(JsonDocument json) => _json = json;

    public string? Kind => Text("kind");

    public long? Index => Number("index");

    public long? Sequence => Number("sequence");

    /// <summary>Null unless it is in the one notation that exports use.</summary>
    public Guid? GrantId => Text("grantId") is { } text && Guid.TryParseExact(text, "D", out var id) && id.ToString() == text ? id : null;

    public JsonElement? Event => Property("event") is { ValueKind: JsonValueKind.Object } e ? e : null;

    public byte[]? LeafHash => Text("leafHash") is { } text ? HashOf(text) : null;

    /// <summary>The names of the members, sorted and separated by commas.</summary>
    public string Members => string.Join(',', _json.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));

    /// <summary>Null unless the text is a JSON object with one meaning to every parser: no lone surrogates, numbers beyond a double, or duplicate members.</summary>
    public static ExportLine? Parse(string text)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(text);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }

        if (json.RootElement.ValueKind is JsonValueKind.Object && CanonicalJson.TryOf(json.RootElement, out _))
        {
            return new ExportLine(json);
        }

        json.Dispose();
        return null;
    }

    public string? Text(string name) => Property(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public long? Number(string name) => Property(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    public bool Has(string name) => Property(name) is not null;

    public bool IsNull(string name) => Property(name) is { ValueKind: JsonValueKind.Null };

    public void Dispose() => _json.Dispose();

    private JsonElement? Property(string name) => _json.RootElement.TryGetProperty(name, out var value) ? value : null;

    private static byte[]? HashOf(string text)
    {
        var bytes = new byte[32];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length && Convert.ToBase64String(bytes) == text ? bytes : null;
    }
}
