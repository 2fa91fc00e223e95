using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmailPlatform.Domain;

/// <summary>All that is stored of an event, in the form from which its hash is computed.</summary>
/// <param name="Sequence">Its place in the grant's history, from 1.</param>
/// <param name="At">When it happened, to the microsecond.</param>
/// <param name="Data">The event's own JSON.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="CorrelationId">The trace id of the request or job that wrote it.</param>
/// <param name="CausationId">The span id of the same.</param>
/// <param name="Previous">The hash of the grant's event before; null for the first.</param>
public sealed record HistoryFact(
    string TenantId,
    Guid GrantId,
    long Sequence,
    Guid Id,
    string Type,
    DateTimeOffset At,
    JsonElement Data,
    string? Actor,
    string? CorrelationId,
    string? CausationId,
    string? Previous)
{
    /// <summary>An event that somebody took out of sight, which the store can do and this program never does.</summary>
    public bool Archived { get; init; }

    /// <summary>Whether the data has canonical JSON. False only for an event that was edited: everything that this program writes has it.</summary>
    public bool IsCanonical => CanonicalJson.TryOf(Data, out _);

    /// <summary>The JSON object that stands for it in exports and proofs.</summary>
    public JsonObject ToJson() => JsonNode.Parse(ToCanonicalJson())!.AsObject();

    /// <summary>SHA-256 of its canonical JSON: what the grant's next event is chained to, and the data of this event's leaf in the tree of all events.</summary>
    public byte[] Hash() => SHA256.HashData(ToCanonicalJson());

    /// <summary>Its canonical JSON (RFC 8785); throws unless <see cref="IsCanonical"/>. Written at once, since each append pays for it.</summary>
    public byte[] ToCanonicalJson()
    {
        var text = new StringBuilder(768).Append('{');
        Write("actor", Actor);
        text.Append(Archived ? ",\"archived\":true" : "");
        Write("at", At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Write("causationId", CausationId);
        Write("correlationId", CorrelationId);
        text.Append(",\"data\":");
        if (!CanonicalJson.TryWrite(text, Data))
        {
            throw new FormatException($"The data of event {Id} has no canonical JSON.");
        }

        Write("grantId", GrantId.ToString());
        Write("id", Id.ToString());
        Write("previous", Previous);
        text.Append(CultureInfo.InvariantCulture, $",\"sequence\":{Sequence}");
        Write("tenantId", TenantId);
        Write("type", Type);
        return Encoding.UTF8.GetBytes(text.Append('}').ToString());

        void Write(string name, string? value)
        {
            text.Append(text.Length > 1 ? ",\"" : "\"").Append(name).Append("\":");
            if (value is null)
            {
                text.Append("null");
            }
            else
            {
                CanonicalJson.WriteString(text, value);
            }
        }
    }
}
