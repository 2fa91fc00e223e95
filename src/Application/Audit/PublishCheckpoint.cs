using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Gives all committed events their leaves in the tree, and signs its head.</summary>
public sealed record PublishCheckpoint : IRequest<Result<SignedCheckpoint>>;

internal sealed class PublishCheckpointHandler(CheckpointPublisher publisher) : IRequestHandler<PublishCheckpoint, Result<SignedCheckpoint>>
{
    public Task<Result<SignedCheckpoint>> Handle(PublishCheckpoint command, CancellationToken cancellationToken) => publisher.PublishAsync(cancellationToken);
}
