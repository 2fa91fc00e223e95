using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Takes the leaves in their order and says which event is not what its leaf says. The tree is built of the stored leaf hashes, so that one edited event hides no other.</summary>
internal sealed class LeafVerifier(Findings findings)
{
    private readonly GrantChains _chains = new(findings);
    private readonly List<Misfit> _misfits = [];
    private readonly List<long> _lost = [];

    public MerkleFrontier Tree { get; } = new();

    /// <summary>False once a leaf itself is missing: then no root can be told.</summary>
    public bool IsWhole { get; private set; } = true;

    public void Take(ExportLine line)
    {
        CheckPlace(line);
        Tree.Append(HashOf(line));
    }

    /// <summary>Takes a leaf that never had an event. Its hash must be that of no data, which no event's leaf has, even after the event was removed.</summary>
    public void TakeTombstone(ExportLine line)
    {
        CheckPlace(line);
        if (line.LeafHash is not { } leafHash || !leafHash.AsSpan().SequenceEqual(MerkleTree.EmptyLeaf))
        {
            findings.Add(new HistoryFinding(FindingKind.Dropped, "is exported as a tombstone, but its leaf is that of an event.", line.Index));
        }

        Tree.Append(line.LeafHash ?? MerkleTree.EmptyLeaf);
    }

    /// <summary>What only the whole tells: whether a misfit belongs elsewhere.</summary>
    public void Finish()
    {
        ReportLost();
        var belongs = _misfits.Where(misfit => misfit.Stored is not null).ToLookup(misfit => misfit.Stored!, StringComparer.Ordinal);
        foreach (var misfit in _misfits)
        {
            var place = belongs[misfit.Computed].FirstOrDefault();
            findings.Add(place is null
                ? misfit.Finding
                : misfit.Finding with { Kind = FindingKind.Reordered, Detail = $"stands in the place of the event that was leaf {Text(misfit.Finding.Leaf)}; it was leaf {Text(place.Finding.Leaf)}." });
        }
    }

    private byte[] HashOf(ExportLine line) => line.Event switch
    {
        { } e when CanonicalJson.TryOf(e, out var canonical) => Check(line, e, SHA256.HashData(canonical)),
        null when line.Text("unreadable") is null => Missing(line),
        _ => Unreadable(line),
    };

    private void CheckPlace(ExportLine line)
    {
        if (line.Index != Tree.Size)
        {
            findings.Add(new HistoryFinding(FindingKind.Reordered, $"stands where leaf {Text(Tree.Size)} belongs.", line.Index, line.GrantId, line.Sequence));
            IsWhole = false;
        }
    }

    private byte[] Check(ExportLine line, JsonElement e, byte[] data)
    {
        var (leafHash, hash) = (MerkleTree.HashLeaf(data), Convert.ToBase64String(data));
        var fits = line.LeafHash is { } stored && stored.AsSpan().SequenceEqual(leafHash);
        if (line.Text("hash") is not { } own)
        {
            findings.Add(Finding(FindingKind.Inserted, "carries no hash, which this program never leaves out."));
        }
        else if (!fits)
        {
            var recomputed = own == hash ? " Its hash was computed anew." : "";
            _misfits.Add(new Misfit(Finding(FindingKind.Changed, $"is not what was written.{recomputed}"), TextOf(line.LeafHash), TextOf(leafHash)!));
        }
        else if (own != hash)
        {
            findings.Add(Finding(FindingKind.Changed, "is stored with a hash that is not its own."));
        }
        else if (!IsNamed(line, e))
        {
            findings.Add(Finding(FindingKind.Changed, "is listed under a different grant or sequence than its own."));
        }

        _chains.Take(line, fits && line.Text("hash") == hash ? hash : null, Previous(e));
        return line.LeafHash ?? leafHash;

        HistoryFinding Finding(FindingKind kind, string detail) => new(kind, detail, line.Index, line.GrantId, line.Sequence);
    }

    private byte[] Missing(ExportLine line)
    {
        if (line.LeafHash is null)
        {
            _lost.Add(Tree.Size);
            return MissingHash();
        }

        return WithoutEvent(line, FindingKind.Dropped, "is gone.");
    }

    private byte[] Unreadable(ExportLine line) => WithoutEvent(line, FindingKind.Unreadable, "is stored in a form that this program never writes.");

    private byte[] WithoutEvent(ExportLine line, FindingKind kind, string detail)
    {
        findings.Add(new HistoryFinding(kind, detail, line.Index, line.GrantId, line.Sequence));
        _chains.Take(line, hash: null, previous: null);
        return line.LeafHash ?? MissingHash();
    }

    /// <summary>A placeholder for a missing hash.</summary>
    private byte[] MissingHash()
    {
        IsWhole = false;
        return MerkleTree.EmptyRoot;
    }

    /// <summary>Of leaves of which nothing is left, those at the end are one finding.</summary>
    private void ReportLost()
    {
        var end = Tree.Size;
        while (_lost.Count > 0 && _lost[^1] == end - 1)
        {
            end = _lost[^1];
            _lost.RemoveAt(_lost.Count - 1);
        }

        _lost.ForEach(leaf => findings.Add(new HistoryFinding(FindingKind.Dropped, "is gone, with its hash.", leaf)));
        if (end < Tree.Size)
        {
            findings.Add(new HistoryFinding(FindingKind.Truncated, $"those from leaf {Text(end)} to {Text(Tree.Size - 1)} are gone, with their hashes, though they were signed.", end));
        }
    }

    private static bool IsNamed(ExportLine line, JsonElement e) =>
        e.TryGetProperty("grantId", out var grant) && grant.ValueKind is JsonValueKind.String && grant.GetString() == line.Text("grantId")
        && e.TryGetProperty("sequence", out var place) && place.ValueKind is JsonValueKind.Number && place.TryGetInt64(out var sequence) && sequence == line.Sequence;

    private static string? Previous(JsonElement e) =>
        e.TryGetProperty("previous", out var previous) && previous.ValueKind is JsonValueKind.String ? previous.GetString() : null;

    private static string? TextOf(byte[]? hash) => hash is null ? null : Convert.ToBase64String(hash);

    private static string Text(long? number) => string.Create(CultureInfo.InvariantCulture, $"{number}");

    /// <summary>An event whose leaf hash is not the stored one.</summary>
    private sealed record Misfit(HistoryFinding Finding, string? Stored, string Computed);
}
