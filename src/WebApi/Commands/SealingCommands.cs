using System.CommandLine;
using GmailPlatform.Application.Vault;

namespace GmailPlatform.WebApi.Commands;

internal static class SealingCommands
{
    private static readonly Argument<Guid> KeyId = CommandValues.Id("keyid", "The key's id, as 'sealing status' shows it.");

    public static Command Create(PlatformProgram program)
    {
        var status = new Command("status", "Show the sealing keys, what rests under each, and the last reseal.") { CommandOutput.Json };
        status.SetAction((parsed, ct) => CommandOutput.SendAsync(program, parsed, new GetSealingStatus(), StatusView.Of, Lines, ct));

        var rotate = new Command("rotate", "Make a new sealing key, active on every node when the command ends.") { CommandOutput.Json };
        rotate.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new RotateSealingKey(OnlyWhenDue: false), key => key, key => $"Sealing key {key.Id} is active. Now reseal.", ct));

        var reseal = new Command("reseal", "Let the servers seal everything anew that rests under an older key.") { CommandOutput.Json };
        reseal.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new StartReseal(), run => run, run => $"{run.Total} values are to be resealed. See: sealing status", ct));

        var retire = new Command("retire", "Drop an old sealing key under which nothing rests any more.") { KeyId, CommandOutput.Json };
        retire.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new RetireSealingKey(parsed.GetRequiredValue(KeyId)), key => key, key => $"Sealing key {key.Id} is gone.", ct));

        var protect = new Command("protect", "Protect the key ring by the present master key or certificate instead of a previous one.") { CommandOutput.Json };
        protect.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new ProtectKeyRing(), keys => keys, keys => $"{keys.Count} keys are protected anew.", ct));

        return new Command("sealing", "Keys that stored tokens are sealed under.") { status, rotate, reseal, retire, protect };
    }

    private static string Lines(StatusView view) => string.Join(
        '\n',
        [
            .. view.Keys.Select(key => $"{key.Id} {Standing(key)} {string.Join(", ", key.Sealed.Select(count => $"{count.Value} {count.Key}"))}"),
            .. view.RejectedRows.Select(row => $"REJECTED row {row.Row} of the key ring: {row.Reason}"),
            .. view.Reseal is { } reseal ? [Line(reseal)] : Array.Empty<string>(),
        ]);

    private static string Line(ResealView reseal) => reseal.FinishedAt is { } finished
        ? $"Reseal finished at {finished:u}."
        : $"Reseal running: {reseal.Total - reseal.Remaining} of {reseal.Total}, last seen at {reseal.UpdatedAt:u}.";

    private static string Standing(KeyView key) => key switch
    {
        { Missing: true } => "MISSING",
        { Opens: false } => $"DOES NOT OPEN, protected by {key.ProtectedBy}",
        { Active: true } => $"active until {key.ExpiresAt:u}",
        { Revoked: true } => "revoked",
        _ => "opens",
    };

    private sealed record StatusView(Guid? ActiveKeyId, IReadOnlyList<KeyView> Keys, ResealView? Reseal, IReadOnlyList<RejectedKeyRow> RejectedRows)
    {
        public static StatusView Of(SealingStatus status) => new(
            status.ActiveKeyId,
            [.. status.Keys.Select(KeyView.Of)],
            status.Reseal is { } reseal ? ResealView.Of(reseal) : null,
            status.RejectedRows);
    }

    private sealed record KeyView(
        Guid Id,
        DateTimeOffset? CreatedAt,
        DateTimeOffset? ActivatedAt,
        DateTimeOffset? ExpiresAt,
        bool Active,
        bool Revoked,
        bool Missing,
        bool Opens,
        string? ProtectedBy,
        IReadOnlyDictionary<string, long> Sealed)
    {
        public static KeyView Of(SealingKeyUse use) => new(
            use.Id,
            use.Key?.CreatedAt,
            use.Key?.ActivatedAt,
            use.Key?.ExpiresAt,
            use.Key is { IsActive: true },
            use.Key is { IsRevoked: true },
            use.Key is null,
            use.Key is { Opens: true },
            use.Key?.ProtectedBy,
            use.Sealed);
    }

    /// <summary>Running until it has a time at which it finished.</summary>
    private sealed record ResealView(string State, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt, long Total, long Remaining)
    {
        public static ResealView Of(ResealProgress progress) => new(
            progress.FinishedAt is null ? "running" : "finished", progress.StartedAt, progress.UpdatedAt, progress.FinishedAt, progress.Total, progress.Remaining);
    }
}
