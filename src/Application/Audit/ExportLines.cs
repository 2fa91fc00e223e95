using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit;

/// <summary>The lines of an export. Each is a JSON object that says its kind.</summary>
internal sealed class ExportLines(Stream output) : IDisposable
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The previous format, still accepted: without tombstones and digest, but with times that no signature covered.</summary>
    public const string PreviousFormat = "gmailplatform-history/2";

    /// <summary>The format that is written.</summary>
    public const string Format = "gmailplatform-history/3";

    public async Task WriteAsync(JsonObject line, CancellationToken ct)
    {
        byte[] text = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        _digest.AppendData(text);
        await output.WriteAsync(text, ct);
    }

    /// <summary>The last line, with the digest of all before it.</summary>
    public Task EndAsync(long size, CancellationToken ct) =>
        WriteAsync(new JsonObject { ["kind"] = "end", ["size"] = size, ["sha256"] = Convert.ToBase64String(_digest.GetCurrentHash()) }, ct);

    public void Dispose() => _digest.Dispose();

    public static JsonObject Header(string origin, long size) => new()
    {
        ["kind"] = "header",
        ["format"] = Format,
        ["origin"] = origin,
        ["size"] = size,
    };

    public static JsonObject Key(CheckpointKey key) => new()
    {
        ["kind"] = "key",
        ["key"] = key.Key.ToString(),
    };

    /// <summary>A tombstone is only its leaf, the hash of no data; any other leaf hash belongs to an event.</summary>
    public static JsonObject Leaf(ExportedLeaf leaf) =>
        leaf is { IsTombstone: true, LeafHash: { } hash } && hash.AsSpan().SequenceEqual(MerkleTree.EmptyLeaf) ? Tombstone(leaf.Index) : Event(leaf);

    private static JsonObject Tombstone(long index) => new()
    {
        ["kind"] = "tombstone",
        ["index"] = index,
        ["leafHash"] = Convert.ToBase64String(MerkleTree.EmptyLeaf),
    };

    private static JsonObject Event(ExportedLeaf leaf)
    {
        var line = new JsonObject
        {
            ["kind"] = "event",
            ["index"] = leaf.Index,
            ["leafHash"] = leaf.LeafHash is { } hash ? Convert.ToBase64String(hash) : null,
            ["grantId"] = leaf.GrantId,
            ["sequence"] = leaf.Sequence,
            ["hash"] = leaf.Hash,
        };
        return With(line, leaf.Event);
    }

    public static JsonObject Checkpoint(SignedCheckpoint checkpoint) => new()
    {
        ["kind"] = "checkpoint",
        ["note"] = checkpoint.Note,
    };

    public static JsonObject Stray(ExportedEvent stray) => With(new JsonObject { ["kind"] = "stray" }, stray);

    private static JsonObject With(JsonObject line, ExportedEvent? e)
    {
        line["event"] = e?.Fact?.ToJson();
        if (e is { Fact: null })
        {
            line["unreadable"] = e.Text;
        }

        return line;
    }
}
