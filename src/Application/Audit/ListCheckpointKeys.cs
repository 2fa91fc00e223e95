using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>The public keys that checkpoints are and were signed by, the oldest first.</summary>
public sealed record ListCheckpointKeys : IRequest<Result<IReadOnlyList<CheckpointKey>>>;

internal sealed class ListCheckpointKeysHandler(ICheckpointSigner signer) : IRequestHandler<ListCheckpointKeys, Result<IReadOnlyList<CheckpointKey>>>
{
    public async Task<Result<IReadOnlyList<CheckpointKey>>> Handle(ListCheckpointKeys query, CancellationToken cancellationToken) =>
        Result<IReadOnlyList<CheckpointKey>>.Success(await signer.ListAsync(cancellationToken));
}
