using FluentValidation;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Checks an export by itself: without the database, the network or any setting.</summary>
/// <param name="Export">The lines that <see cref="ExportHistory"/> wrote.</param>
/// <param name="PublicKeys">The keys that are trusted, one a line; null trusts those that the export names.</param>
/// <param name="Witness">The lines of a witness's file; null without one.</param>
public sealed record VerifyExport(TextReader Export, string? PublicKeys, TextReader? Witness) : IRequest<Result<VerifiedHistory>>;

internal sealed class VerifyExportValidator : AbstractValidator<VerifyExport>
{
    public VerifyExportValidator() => RuleFor(query => query.PublicKeys)
        .Must(text => text is null || (VerifyExportHandler.Lines(text) is { Count: > 0 } lines && lines.All(line => NoteKey.Parse(line) is not null)))
        .WithMessage("One public key a line, as 'audit keys' shows them: name+id+base64.")
        .OverridePropertyName("publicKey");
}

internal sealed class VerifyExportHandler(ISignatureCheck signatures) : IRequestHandler<VerifyExport, Result<VerifiedHistory>>
{
    private const string Header = "header";
    private const string Key = "key";

    public async Task<Result<VerifiedHistory>> Handle(VerifyExport query, CancellationToken cancellationToken)
    {
        var findings = new List<HistoryFinding>();
        var (origin, keys, line) = await ReadHeadAsync(query, findings, cancellationToken);
        var (leaves, checkpoints) = (new LeafVerifier(findings), new CheckpointVerifier(signatures, origin, keys, findings));
        await ExpectWitnessedAsync(query.Witness, checkpoints, findings, cancellationToken);
        checkpoints.Reach(leaves, leaf: null);
        var ended = false;
        for (; line is not null; line = await query.Export.ReadLineAsync(cancellationToken))
        {
            using var read = ExportLine.Parse(line);
            ended |= read?.Kind is "end";
            Take(read, leaves, checkpoints, findings);
        }

        if (!ended)
        {
            findings.Add(new HistoryFinding(FindingKind.Truncated, "the export ends before its end."));
        }

        leaves.Finish();
        checkpoints.Finish(leaves);
        return new VerifiedHistory(
            origin, leaves.Tree.Size, checkpoints.Proven, checkpoints.SignedSize, TrustsExport: query.PublicKeys is null, [.. findings.OrderBy(finding => finding.Leaf ?? long.MaxValue)]);
    }

    internal static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Header and keys; and the line that follows them.</summary>
    private static async Task<(string Origin, IReadOnlyList<NoteKey> Keys, string? Next)> ReadHeadAsync(VerifyExport query, List<HistoryFinding> findings, CancellationToken ct)
    {
        var line = await query.Export.ReadLineAsync(ct);
        using var header = line is null ? null : ExportLine.Parse(line);
        if (header?.Kind is not Header || header.Text("format") != ExportLines.Format)
        {
            findings.Add(new HistoryFinding(FindingKind.Unreadable, $"the file does not begin as an export of the form {ExportLines.Format} does."));
            return ("", [], line);
        }

        var named = new List<NoteKey>();
        for (line = await query.Export.ReadLineAsync(ct); line is not null; line = await query.Export.ReadLineAsync(ct))
        {
            using var read = ExportLine.Parse(line);
            if (read?.Kind is not Key)
            {
                break;
            }

            named.AddRange(read.Text("key") is { } text && NoteKey.Parse(text) is { } key ? [key] : []);
        }

        return (header.Text("origin") ?? "", query.PublicKeys is { } trusted ? [.. Lines(trusted).Select(text => NoteKey.Parse(text)!)] : named, line);
    }

    private static async Task ExpectWitnessedAsync(TextReader? witness, CheckpointVerifier checkpoints, List<HistoryFinding> findings, CancellationToken ct)
    {
        while (witness is not null && await witness.ReadLineAsync(ct) is { } line)
        {
            using var read = ExportLine.Parse(line);
            if (read?.Text("note") is { } note)
            {
                checkpoints.Expect(note, "witness", reached: 0);
            }
            else
            {
                findings.Add(new HistoryFinding(FindingKind.Unreadable, "a line of the witness is none of its."));
            }
        }
    }

    private static void Take(ExportLine? line, LeafVerifier leaves, CheckpointVerifier checkpoints, List<HistoryFinding> findings)
    {
        switch (line?.Kind)
        {
            case "event":
                leaves.Take(line);
                checkpoints.Reach(leaves, line);
                break;
            case "checkpoint":
                checkpoints.Expect(line.Text("note") ?? "", "export", leaves.Tree.Size);
                checkpoints.Reach(leaves, leaf: null);
                break;
            case "stray":
                findings.Add(new HistoryFinding(FindingKind.Inserted, "was put among old events: it never had a leaf.", null, GuidOf(line), SequenceOf(line)));
                break;
            case "end":
                break;
            default:
                findings.Add(new HistoryFinding(FindingKind.Unreadable, "a line is none of an export's."));
                break;
        }
    }

    private static Guid? GuidOf(ExportLine stray) =>
        stray.Event is { } e && e.TryGetProperty("grantId", out var id) && id.TryGetGuid(out var grantId) ? grantId : null;

    private static long? SequenceOf(ExportLine stray) =>
        stray.Event is { } e && e.TryGetProperty("sequence", out var place) && place.TryGetInt64(out var sequence) ? sequence : null;
}
