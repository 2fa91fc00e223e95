using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>
/// Authenticates documents under the integrity key. The code covers the kind, the whole document with its id, and a nonce that
/// makes each write unique, so that an older write can be distinguished from a newer one with the same content.
/// </summary>
internal sealed class DocumentAuthentication(IntegrityKey key, ILogger<DocumentAuthentication> logger)
{
    /// <summary>The member of the document that contains the code, as <c>nonce.code</c>.</summary>
    public const string Member = "mac";

    private const int NonceSize = 24;

    /// <summary>Each forged document is logged once per process, up to this many.</summary>
    private const int LargestReport = 1_000;

    private readonly ConcurrentDictionary<(string Kind, string Id), bool> _reported = new();
    private readonly ConcurrentDictionary<string, bool> _superseded = new(StringComparer.Ordinal);

    /// <summary>The value of <see cref="Member"/> for a document that is about to be written.</summary>
    public string Authenticate(string kind, JsonElement document)
    {
        var nonce = RandomNumberGenerator.GetHexString(NonceSize, lowercase: true);
        return $"{nonce}.{Compute(kind, nonce, document)}";
    }

    /// <summary>The document's text with a new code.</summary>
    public string Write(string kind, JsonObject document)
    {
        document.Remove(Member);
        document[Member] = Authenticate(kind, JsonSerializer.SerializeToElement(document));
        return document.ToJsonString();
    }

    /// <summary>Whether the platform wrote the document as it is, and this process knows of no later write that replaced it.</summary>
    public bool IsAuthentic(string kind, JsonElement document) =>
        FindCode(document) is { } code
        && code.Split('.') is [var nonce, var mac]
        && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(Compute(kind, nonce, document)), BytesOf(mac))
        && !_superseded.ContainsKey(code);

    /// <summary>The document's code, authentic or not; null without one.</summary>
    public static string? FindCode(JsonElement document) =>
        document.ValueKind is JsonValueKind.Object && document.TryGetProperty(Member, out var code) && code.ValueKind is JsonValueKind.String ? code.GetString() : null;

    public static string IdOf(JsonElement document) =>
        document.ValueKind is JsonValueKind.Object && document.TryGetProperty("id", out var id) ? id.ToString() : "without an id";

    /// <summary>Marks a document with this code as superseded: from now on it counts as rolled back.</summary>
    public void Supersede(string code) => _superseded[code] = true;

    /// <summary>Logs a forged document.</summary>
    public void Report(string kind, string id)
    {
        if (_reported.Count < LargestReport && _reported.TryAdd((kind, id), true))
        {
            logger.LogError(
                "Rejected the stored {Kind} {Id}, which is not authentic: it was written or changed in the database, rolled back, or written by an earlier version after the migration",
                kind,
                id);
        }
    }

    private string Compute(string kind, string nonce, JsonElement document) =>
        AuthenticationCode.Compute(key.Read(), "document", kind, nonce, CanonicalJson.Write(document, Member));

    private static byte[] BytesOf(string mac)
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(mac, bytes, out _, out var written) is System.Buffers.OperationStatus.Done && written == bytes.Length ? bytes : [];
    }
}
