using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Audit;

/// <summary>The lines of an export. Each is a JSON object that says its kind.</summary>
internal sealed class ExportLines(Stream output)
{
    public const string Format = "gmailplatform-history/2";

    public async Task WriteAsync(JsonObject line, CancellationToken ct)
    {
        await JsonSerializer.SerializeAsync(output, line, cancellationToken: ct);
        await output.WriteAsync("\n"u8.ToArray(), ct);
    }

    public static JsonObject Header(string origin, long size, DateTimeOffset at) => new()
    {
        ["kind"] = "header",
        ["format"] = Format,
        ["origin"] = origin,
        ["size"] = size,
        ["exportedAt"] = at,
    };

    public static JsonObject Key(CheckpointKey key) => new()
    {
        ["kind"] = "key",
        ["key"] = key.Key.ToString(),
        ["createdAt"] = key.CreatedAt,
        ["retiredAt"] = key.RetiredAt,
    };

    public static JsonObject Leaf(ExportedLeaf leaf) => new()
    {
        ["kind"] = "event",
        ["index"] = leaf.Index,
        ["leafHash"] = leaf.LeafHash is { } hash ? Convert.ToBase64String(hash) : null,
        ["grantId"] = leaf.GrantId,
        ["sequence"] = leaf.Sequence,
        ["hash"] = leaf.Hash,
        ["event"] = leaf.Fact?.ToJson(),
    };

    public static JsonObject Checkpoint(SignedCheckpoint checkpoint) => new()
    {
        ["kind"] = "checkpoint",
        ["signedAt"] = checkpoint.SignedAt,
        ["note"] = checkpoint.Note,
    };

    public static JsonObject Stray(HistoryFact fact) => new() { ["kind"] = "stray", ["event"] = fact.ToJson() };

    public static JsonObject End(long size) => new() { ["kind"] = "end", ["size"] = size };
}
