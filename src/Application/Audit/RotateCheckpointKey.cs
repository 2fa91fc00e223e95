using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Lets a new key sign checkpoints from now on. The old one signs once more, beside it; its public half stays listed.</summary>
public sealed record RotateCheckpointKey : IRequest<Result<SignedCheckpoint>>;

internal sealed class RotateCheckpointKeyHandler(CheckpointPublisher publisher) : IRequestHandler<RotateCheckpointKey, Result<SignedCheckpoint>>
{
    public async Task<Result<SignedCheckpoint>> Handle(RotateCheckpointKey command, CancellationToken cancellationToken) =>
        (await publisher.PublishAsync(cancellationToken)).Succeeded(out _, out var failure) ? await publisher.RotateAsync(cancellationToken) : failure;
}
