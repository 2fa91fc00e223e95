using System.Globalization;
using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Checks signed heads against the tree, those of the export and those of a witness.</summary>
internal sealed class CheckpointVerifier(ISignatureCheck signatures, string origin, IReadOnlyList<NoteKey> keys, Findings findings)
{
    /// <summary>The source of checkpoints in the export itself.</summary>
    public const string Export = "export";

    private const int MostNamed = 20;

    private readonly Dictionary<long, List<(Checkpoint Checkpoint, string Source)>> _awaited = [];
    private readonly List<string> _unproven = [];
    private readonly HashSet<string> _signers = new(StringComparer.Ordinal);
    private bool _rewritten;

    /// <summary>The size of the largest head that the tree led to.</summary>
    public long SignedSize { get; private set; }

    public long Proven { get; private set; }

    /// <summary>The ids of the keys that signed the export's trusted checkpoints.</summary>
    public IReadOnlySet<string> Signers => _signers;

    /// <summary>Notes a head that the tree has still to lead to, if somebody who is trusted signed it.</summary>
    /// <param name="note">As it was signed.</param>
    /// <param name="source">Where it is from.</param>
    /// <param name="reached">The size of the tree so far.</param>
    public void Expect(string note, string source, long reached)
    {
        var signed = SignedNote.Parse(note);
        if (signed is null || Checkpoint.Parse(signed.Text) is not { } checkpoint)
        {
            findings.Add(FindingKind.Unreadable, $"a checkpoint of the {source} cannot be parsed.");
        }
        else if (checkpoint.Origin != origin || !IsTrusted(signed))
        {
            findings.Add(new HistoryFinding(FindingKind.Untrusted, $"the {source}'s checkpoint of {Text(checkpoint.Size)} events is not signed by a key that is trusted."));
        }
        else if (checkpoint.Size < reached)
        {
            findings.Add(new HistoryFinding(FindingKind.Unreadable, $"the {source}'s checkpoint of {Text(checkpoint.Size)} events stands behind more of them."));
        }
        else
        {
            _signers.UnionWith(source is Export ? signed.Signatures.Select(signature => signature.KeyId) : []);
            (_awaited.TryGetValue(checkpoint.Size, out var others) ? others : _awaited[checkpoint.Size] = []).Add((checkpoint, source));
        }
    }

    /// <summary>After each leaf, and before the first.</summary>
    public void Reach(LeafVerifier leaves, ExportLine? leaf)
    {
        if (leaf is not null && _unproven.Count <= MostNamed)
        {
            _unproven.Add(string.Create(CultureInfo.InvariantCulture, $"event {leaf.Sequence} of grant {leaf.GrantId} (leaf {leaf.Index})"));
        }

        if (_awaited.Remove(leaves.Tree.Size, out var heads) && leaves.IsWhole)
        {
            heads.ForEach(head => Compare(head.Checkpoint, head.Source, leaves.Tree));
        }
    }

    /// <summary>What was signed and never reached.</summary>
    public void Finish(LeafVerifier leaves)
    {
        var size = leaves.Tree.Size;
        if (_awaited.Keys.Where(awaited => awaited > size).DefaultIfEmpty().Max() is > 0 and var largest)
        {
            var source = _awaited[largest][0].Source;
            findings.Add(new HistoryFinding(
                FindingKind.Truncated, $"the {source} holds a checkpoint of {Text(largest)} events and there are {Text(size)}: those from leaf {Text(size)} to {Text(largest - 1)} are gone{(source is Export ? "" : ", unless the export is older than the witness's file")}."));
        }

        if (Proven == 0 && size == 0)
        {
            findings.Add(FindingKind.Untrusted, "no checkpoint is signed by a trusted key: nothing proves that the history is empty.");
        }

        if (SignedSize < size && !_rewritten && leaves.IsWhole)
        {
            findings.Add(new HistoryFinding(FindingKind.Untrusted, $"the events from leaf {Text(SignedSize)} to {Text(size - 1)} are under no checkpoint that is trusted."));
        }
    }

    private void Compare(Checkpoint checkpoint, string source, MerkleFrontier tree)
    {
        if (checkpoint.RootHash.AsSpan().SequenceEqual(tree.Root))
        {
            (SignedSize, Proven) = (checkpoint.Size, Proven + 1);
            _unproven.Clear();
        }
        else if (!_rewritten)
        {
            // All later heads differ too, for the same reason.
            _rewritten = true;
            var named = string.Join(", ", _unproven.Take(MostNamed)) + (_unproven.Count > MostNamed ? ", ..." : "");
            findings.Add(new HistoryFinding(
                FindingKind.Rewritten, $"one or more of the leaves from {Text(SignedSize)} to {Text(checkpoint.Size - 1)} are not those that the {source}'s checkpoint of {Text(checkpoint.Size)} events was signed over: {named}."));
        }
    }

    /// <summary>Signatures of unknown keys are ignored, and an invalid one of a known key invalidates the note (C2SP signed-note).</summary>
    private bool IsTrusted(SignedNote note)
    {
        var known = note.Signatures
            .Select(signature => (Signature: signature, Key: keys.FirstOrDefault(key => key.Id == signature.KeyId && key.Name == signature.KeyName)))
            .Where(pair => pair.Key is not null)
            .ToList();
        return known.Count > 0 && known.TrueForAll(pair => signatures.Verifies(pair.Key!, note.Text, pair.Signature.Signature));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
