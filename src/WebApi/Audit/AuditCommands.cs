using System.CommandLine;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Commands;
using MediatR;

namespace GmailPlatform.WebApi.Audit;

internal static class AuditCommands
{
    private const int Wrong = 1;

    private static readonly Option<string> Out = CommandValues.RequiredFile("--out", "The file to write.");
    private static readonly Option<string> In = CommandValues.RequiredFile("--in", "A file that 'audit export' wrote.");
    private static readonly Option<string?> PublicKey = CommandValues.OptionalFile("--public-key", "A file of the public keys that you trust, one a line, as 'audit keys' showed them. Without it the export's own count.");
    private static readonly Option<string?> Witness = CommandValues.OptionalFile("--witness", "A copy of the file that Audit:Witness:File named, no newer than the export.");

    public static Command Create(PlatformProgram program)
    {
        var export = new Command("export", "Write the whole history to a file, with all that a verifier needs.") { Out, CommandOutput.Json };
        export.SetAction((parsed, ct) => OfFilesAsync(() => CommandOutput.SendAsync(
            program, parsed, mediator => ExportAsync(mediator, parsed.GetRequiredValue(Out), ct), view => view, view => $"{view.Size} events of {view.Origin} are exported.")));

        var verify = new Command("verify", "Check an export, without database, network or settings. Says which event was edited, and ends with 1.") { In, PublicKey, Witness, CommandOutput.Json };
        verify.SetAction((parsed, ct) => OfFilesAsync(() => VerifyAsync(program, parsed, ct)));

        var checkpoint = new Command("checkpoint", "Sign a checkpoint of the history now.") { CommandOutput.Json };
        checkpoint.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new PublishCheckpoint(), CheckpointView.Of, view => view.Note.TrimEnd('\n'), ct));

        var keys = new Command("keys", "Show the public keys that checkpoints are and were signed by.") { CommandOutput.Json };
        keys.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new ListCheckpointKeys(), list => list.Select(KeyView.Of).ToList(), views => string.Join('\n', views.Select(view => view.Key)), ct));

        var rotate = new Command("rotate", "Let a new key sign checkpoints. Give its public half to whoever verifies.") { CommandOutput.Json };
        rotate.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new RotateCheckpointKey(), CheckpointView.Of, view => view.Note.TrimEnd('\n'), ct));

        return new Command("audit", "Proofs that nobody edited the history.") { export, verify, checkpoint, keys, rotate };
    }

    /// <summary>A file that is not there or not ours is for whoever named it to put right.</summary>
    private static async Task<int> OfFilesAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            await System.Console.Error.WriteLineAsync(e.Message);
            return Wrong;
        }
    }

    /// <summary>Beside the file first: an export that fails leaves the one of before as it is.</summary>
    private static async Task<Result<ExportedHistory>> ExportAsync(IMediator mediator, string path, CancellationToken ct)
    {
        var part = $"{path}.part";
        try
        {
            Result<ExportedHistory> result;
            await using (var file = File.Create(part))
            {
                result = await mediator.Send(new ExportHistory(file), ct);
            }

            if (result.Failure is null)
            {
                File.Move(part, path, overwrite: true);
            }

            return result;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task<int> VerifyAsync(PlatformProgram program, ParseResult parsed, CancellationToken ct)
    {
        var keys = parsed.GetValue(PublicKey) is { } keyFile ? await File.ReadAllTextAsync(keyFile, ct) : null;
        using var export = File.OpenText(parsed.GetRequiredValue(In));
        using var witness = parsed.GetValue(Witness) is { } witnessFile ? File.OpenText(witnessFile) : null;
        VerificationView? verified = null;
        var sent = await CommandOutput.SendAsync(
            program, parsed, mediator => mediator.Send(new VerifyExport(export, keys, witness), ct), result => verified = VerificationView.Of(result), Lines);
        return verified is { Sound: false } ? Wrong : sent;
    }

    private static string Lines(VerificationView view) => string.Join('\n', [.. view.Findings.Select(finding => finding.ToString()), .. view.Sound ? [Summary(view)] : Array.Empty<string>()]);

    private static string Summary(VerificationView view) =>
        $"{view.Size} events of {view.Origin} are as they were signed, by {view.Checkpoints} checkpoints{(view.TrustsExport ? " of keys that the export itself names: pass --public-key to trust none of it" : "")}.";

    private sealed record CheckpointView(string Origin, long Size, string RootHash, DateTimeOffset SignedAt, string Note)
    {
        public static CheckpointView Of(SignedCheckpoint signed) =>
            new(signed.Checkpoint.Origin, signed.Checkpoint.Size, Convert.ToBase64String(signed.Checkpoint.RootHash), signed.SignedAt, signed.Note);
    }

    private sealed record KeyView(string Id, string Key, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt)
    {
        public static KeyView Of(CheckpointKey key) => new(key.Key.Id, key.Key.ToString(), key.CreatedAt, key.RetiredAt);
    }

    private sealed record VerificationView(
        bool Sound, string Origin, long Size, long Checkpoints, long SignedSize, bool TrustsExport, IReadOnlyList<HistoryFinding> Findings)
    {
        public static VerificationView Of(VerifiedHistory verified) => new(
            verified.Findings.Count == 0, verified.Origin, verified.Size, verified.Checkpoints, verified.SignedSize, verified.TrustsExport, verified.Findings);
    }
}
