using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Verifies an export line by line. A line that does not match the format is a finding, and the lines after it are still checked.</summary>
/// <param name="trusted">The trusted keys; null trusts those that the export names.</param>
internal sealed class ExportVerifier(ISignatureCheck signatures, IReadOnlyList<NoteKey>? trusted) : IDisposable
{
    private readonly Findings _findings = new();
    private readonly List<NoteKey> _named = [];
    private readonly HashSet<string> _notes = new(StringComparer.Ordinal);
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ExportSchema _schema = ExportSchema.Current;
    private string _origin = "";
    private long? _size;
    private bool _ended;
    private bool _digestFits = true;
    private LeafVerifier _leaves = null!;
    private CheckpointVerifier _checkpoints = null!;

    public async Task<VerifiedHistory> VerifyAsync(TextReader export, TextReader? witness, CancellationToken ct)
    {
        var lines = new BoundedLines(export);
        var line = await ReadHeadAsync(lines, ct);
        _leaves = new LeafVerifier(_findings);
        _checkpoints = new CheckpointVerifier(signatures, _origin, trusted ?? _named, _findings);
        await ExpectWitnessedAsync(witness, ct);
        _checkpoints.Reach(_leaves, leaf: null);
        for (; line is not null; line = await lines.ReadAsync(ct))
        {
            using var read = ExportLine.Parse(line);
            Take(read, line);
        }

        Finish();
        return new VerifiedHistory(_origin, _leaves.Tree.Size, _checkpoints.Proven, _checkpoints.SignedSize, TrustsExport: trusted is null, _findings.ToList());
    }

    public void Dispose() => _digest.Dispose();

    /// <summary>Reads the header and the keys, and returns the line after them.</summary>
    private async Task<string?> ReadHeadAsync(BoundedLines lines, CancellationToken ct)
    {
        var line = await lines.ReadAsync(ct);
        using var header = line is null ? null : ExportLine.Parse(line);
        var schema = ExportSchema.Find(header?.Text("format"));
        _schema = schema ?? ExportSchema.Current;
        if (header?.Kind is not "header" || schema?.Has(header) is not true || header.Text("origin") is not { } origin || !origin.All(IsOriginCharacter))
        {
            _findings.Add(FindingKind.Unreadable, $"the file does not begin with the header of an export in the format {ExportLines.Format}.");
            return line;
        }

        (_origin, _size) = (origin, header.Number("size"));
        for (Digest(line!); (line = await lines.ReadAsync(ct)) is not null; Digest(line))
        {
            using var read = ExportLine.Parse(line);
            if (read?.Kind is not "key")
            {
                break;
            }

            TakeKey(read);
        }

        return line;
    }

    /// <summary>The origin is printed, so it must not carry control sequences to the terminal.</summary>
    private static bool IsOriginCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '.' or '_';

    private void TakeKey(ExportLine line)
    {
        if (_schema.Has(line) && NoteKey.Parse(line.Text("key")!) is { } key)
        {
            _named.Add(key);
        }
        else
        {
            _findings.Add(FindingKind.Unreadable, "a key of the export cannot be parsed.");
        }
    }

    private async Task ExpectWitnessedAsync(TextReader? witness, CancellationToken ct)
    {
        var lines = witness is null ? null : new BoundedLines(witness);
        while (lines is not null && await lines.ReadAsync(ct) is { } line)
        {
            using var read = ExportLine.Parse(line);
            if (read?.Text("note") is { } note && HasMatchingSize(read, note))
            {
                _checkpoints.Expect(note, "witness", reached: 0);
            }
            else
            {
                _findings.Add(FindingKind.Unreadable, "a line of the witness cannot be parsed.");
            }
        }
    }

    /// <summary>A witness's line repeats the size of the checkpoint beside the note.</summary>
    private static bool HasMatchingSize(ExportLine line, string note) =>
        SignedNote.Parse(note) is not { } signed || Checkpoint.Parse(signed.Text) is not { } checkpoint || line.Number("size") == checkpoint.Size;

    private void Take(ExportLine? line, string text)
    {
        if (line is null or { Kind: "header" or "key" } || _ended || !_schema.Has(line))
        {
            _findings.Add(FindingKind.Unreadable, "a line does not match the format, or is out of place.");
        }

        switch (line?.Kind)
        {
            case "event":
                _leaves.Take(line);
                _checkpoints.Reach(_leaves, line);
                break;
            case "tombstone":
                _leaves.TakeTombstone(line);
                _checkpoints.Reach(_leaves, line);
                break;
            case "checkpoint":
                TakeCheckpoint(line.Text("note") ?? "");
                break;
            case "stray":
                TakeStray(line);
                break;
            case "end":
                TakeEnd(line);
                return;
        }

        Digest(text);
    }

    private void TakeCheckpoint(string note)
    {
        if (!_notes.Add(note))
        {
            _findings.Add(FindingKind.Inserted, "a checkpoint of the export is there twice.");
        }

        _checkpoints.Expect(note, CheckpointVerifier.Export, _leaves.Tree.Size);
        _checkpoints.Reach(_leaves, leaf: null);
    }

    private void TakeStray(ExportLine stray)
    {
        var grantId = stray.Event is { } e && e.TryGetProperty("grantId", out var grant) && grant.ValueKind is JsonValueKind.String && grant.TryGetGuid(out var id) ? id : (Guid?)null;
        var sequence = stray.Event is { } f && f.TryGetProperty("sequence", out var place) && place.ValueKind is JsonValueKind.Number && place.TryGetInt64(out var number) ? number : (long?)null;
        _findings.Add(new HistoryFinding(FindingKind.Inserted, "has no leaf: it was put among old events, or kept out of the tree.", null, grantId, sequence));
    }

    private void TakeEnd(ExportLine end)
    {
        _ended = true;
        _size = _size == end.Number("size") ? _size : null;
        _digestFits = !_schema.HasDigest || end.Text("sha256") == Convert.ToBase64String(_digest.GetCurrentHash());
    }

    private void Finish()
    {
        if (!_ended)
        {
            _findings.Add(FindingKind.Truncated, "the export is cut off before its last line.");
        }
        else if (_size != _leaves.Tree.Size)
        {
            _findings.Add(FindingKind.Truncated, "the export does not contain as many leaves as its first and last lines say.");
        }

        _leaves.Finish();
        _checkpoints.Finish(_leaves);
        if (!_checkpoints.Signers.IsSubsetOf(_named.Select(key => key.Id)))
        {
            _findings.Add(FindingKind.Untrusted, "the export does not list a key that signed one of its checkpoints, or a signature was added to a checkpoint.");
        }

        // Only without other findings: those name what was edited, the digest cannot.
        if (!_digestFits && _findings.IsEmpty)
        {
            _findings.Add(FindingKind.Changed, "the lines are not those that were exported: their digest does not match.");
        }
    }

    private void Digest(string line) => _digest.AppendData([.. Encoding.UTF8.GetBytes(line), (byte)'\n']);
}
