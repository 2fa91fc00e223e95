using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>The lines of an export in the hands of a forger.</summary>
internal sealed class ExportText(string export)
{
    public List<string> Lines { get; } = [.. export.TrimEnd('\n').Split('\n')];

    /// <summary>The place of the n-th line of a kind, from 0.</summary>
    public int Find(string kind, int n = 0) =>
        Lines.Select((line, place) => (line, place)).Where(each => each.line.StartsWith($"{{\"kind\":\"{kind}\"", StringComparison.Ordinal)).ElementAt(n).place;

    public int Last(string kind) => Lines.FindLastIndex(line => line.StartsWith($"{{\"kind\":\"{kind}\"", StringComparison.Ordinal));

    public JsonObject this[int line] => JsonNode.Parse(Lines[line])!.AsObject();

    public void Edit(int line, Action<JsonObject> edit)
    {
        var json = this[line];
        edit(json);
        Lines[line] = json.ToJsonString();
    }

    public void Swap(int one, int other) => (Lines[one], Lines[other]) = (Lines[other], Lines[one]);

    /// <summary>Gives every leaf the index of its place, and first and last line the size.</summary>
    public void Renumber()
    {
        var index = 0;
        for (var line = 0; line < Lines.Count; line++)
        {
            if (Lines[line].Contains("\"index\":", StringComparison.Ordinal))
            {
                var place = index++;
                Edit(line, leaf => leaf["index"] = place);
            }
        }

        Edit(0, header => header["size"] = index);
        Edit(Lines.Count - 1, end => end["size"] = index);
    }

    /// <summary>Makes hash and leaf of an edited event anew.</summary>
    public void Rehash(int line) => Edit(line, json =>
    {
        using var e = System.Text.Json.JsonDocument.Parse(json["event"]!.ToJsonString());
        CanonicalJson.TryOf(e.RootElement, out var canonical).Should().BeTrue();
        var hash = SHA256.HashData(canonical);
        (json["hash"], json["leafHash"]) = (Convert.ToBase64String(hash), Convert.ToBase64String(MerkleTree.HashLeaf(hash)));
    });

    /// <summary>With the digest of the lines as they are now, which any forger can compute.</summary>
    public string WithDigest()
    {
        var text = string.Concat(Lines[..^1].Select(line => line + "\n"));
        if (Lines[^1].Contains("\"kind\":\"end\"", StringComparison.Ordinal))
        {
            Edit(Lines.Count - 1, end => end["sha256"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        }

        return ToString();
    }

    public override string ToString() => string.Concat(Lines.Select(line => line + "\n"));
}
