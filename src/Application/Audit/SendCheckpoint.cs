using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Sends a checkpoint to one witness.</summary>
/// <param name="Size">The checkpoint's.</param>
/// <param name="Witness">The witness's name.</param>
public sealed record SendCheckpoint(long Size, string Witness) : IRequest<Result<Done>>;

internal sealed class SendCheckpointHandler(ICheckpointStore checkpoints, IEnumerable<IWitness> witnesses) : IRequestHandler<SendCheckpoint, Result<Done>>
{
    public async Task<Result<Done>> Handle(SendCheckpoint command, CancellationToken cancellationToken) =>
        witnesses.SingleOrDefault(witness => witness.Name == command.Witness) is { } witness
        && await checkpoints.FindAsync(command.Size, cancellationToken) is { } checkpoint
            ? await witness.SendAsync(checkpoint, cancellationToken)
            : AuditFailures.UnknownWitness;
}
