using System.Text.Json;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>A line of an export as it is read: nothing in it is believed.</summary>
internal sealed class ExportLine : IDisposable
{
    private readonly JsonDocument _json;

    private ExportLine(JsonDocument json) => _json = json;

    public string? Kind => Text("kind");

    public long? Index => Number("index");

    public long? Sequence => Number("sequence");

    public Guid? GrantId => Guid.TryParse(Text("grantId"), out var id) ? id : null;

    public JsonElement? Event => Property("event") is { ValueKind: JsonValueKind.Object } e ? e : null;

    public byte[]? LeafHash => Text("leafHash") is { Length: > 0 } text && TryBase64(text, out var hash) ? hash : null;

    /// <summary>Null for what is no JSON object.</summary>
    public static ExportLine? Parse(string text)
    {
        try
        {
            var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind is JsonValueKind.Object ? new ExportLine(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string? Text(string name) => Property(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public long? Number(string name) => Property(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    public void Dispose() => _json.Dispose();

    private JsonElement? Property(string name) => _json.RootElement.TryGetProperty(name, out var value) ? value : null;

    private static bool TryBase64(string text, out byte[] bytes)
    {
        bytes = new byte[32];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length;
    }
}
