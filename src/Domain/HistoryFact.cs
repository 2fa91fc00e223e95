using System.Globalization;
using System.Security.Cryptography;
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

    /// <summary>The JSON object that stands for it in exports and proofs.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["actor"] = Actor,
            ["at"] = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["causationId"] = CausationId,
            ["correlationId"] = CorrelationId,
            ["data"] = JsonNode.Parse(Data.GetRawText()),
            ["grantId"] = GrantId.ToString(),
            ["id"] = Id.ToString(),
            ["previous"] = Previous,
            ["sequence"] = Sequence,
            ["tenantId"] = TenantId,
            ["type"] = Type,
        };
        if (Archived)
        {
            json["archived"] = true;
        }

        return json;
    }

    /// <summary>Its canonical JSON (RFC 8785), which is the leaf's data in the tree of all events.</summary>
    public byte[] ToCanonicalJson() => CanonicalJson.Of(JsonSerializer.SerializeToElement(ToJson()));

    /// <summary>SHA-256 of canonical JSON, in base64.</summary>
    public static string HashOf(ReadOnlySpan<byte> canonicalJson)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonicalJson, hash);
        return Convert.ToBase64String(hash);
    }
}
