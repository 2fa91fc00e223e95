using FluentValidation;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>
/// Verifies an export without the database, the network or any setting. Any input yields findings, never an exception: the history is
/// sound if there are none. An export without a checkpoint is not sound; that of an empty history has one, over no events.
/// </summary>
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
    public async Task<Result<VerifiedHistory>> Handle(VerifyExport query, CancellationToken cancellationToken)
    {
        var trusted = query.PublicKeys is { } text ? Lines(text).Select(line => NoteKey.Parse(line)!).ToList() : null;
        using var verifier = new ExportVerifier(signatures, trusted);
        return await verifier.VerifyAsync(query.Export, query.Witness, cancellationToken);
    }

    internal static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
