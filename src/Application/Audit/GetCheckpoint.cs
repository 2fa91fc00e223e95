using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>The latest signed head of the tree of all events.</summary>
public sealed record GetCheckpoint : IRequest<Result<SignedCheckpoint>>;

internal sealed class GetCheckpointHandler(ICheckpointStore checkpoints) : IRequestHandler<GetCheckpoint, Result<SignedCheckpoint>>
{
    public async Task<Result<SignedCheckpoint>> Handle(GetCheckpoint query, CancellationToken cancellationToken) =>
        await checkpoints.FindLatestAsync(cancellationToken) is { } latest ? latest : AuditFailures.CheckpointPending;
}
