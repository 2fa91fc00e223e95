using FluentValidation;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Proves that the tree of one size is the beginning of the tree of another (RFC 6962 section 2.1.2).</summary>
/// <param name="From">The smaller size, at least 1.</param>
/// <param name="To">The larger; null for that of the latest checkpoint.</param>
public sealed record GetConsistencyProof(long From, long? To) : IRequest<Result<ConsistencyProof>>;

/// <summary>Hashes of subtrees.</summary>
public sealed record ConsistencyProof(long From, long To, IReadOnlyList<byte[]> Path);

internal sealed class GetConsistencyProofValidator : AbstractValidator<GetConsistencyProof>
{
    public GetConsistencyProofValidator()
    {
        RuleFor(query => query.From).GreaterThan(0).OverridePropertyName("from");
        RuleFor(query => query.To).Must((query, to) => to is null || to >= query.From).WithMessage("The larger size comes last.").OverridePropertyName("to");
    }
}

internal sealed class GetConsistencyProofHandler(IHistoryTree tree, ICheckpointStore checkpoints)
    : IRequestHandler<GetConsistencyProof, Result<ConsistencyProof>>
{
    public async Task<Result<ConsistencyProof>> Handle(GetConsistencyProof query, CancellationToken cancellationToken)
    {
        var size = (await checkpoints.FindLatestAsync(cancellationToken))?.Checkpoint.Size ?? 0;
        var to = query.To ?? Math.Max(size, query.From);
        return to > size
            ? AuditFailures.CheckpointPending
            : new ConsistencyProof(query.From, to, await tree.HashesOfAsync(MerkleTree.ConsistencyPath(query.From, to), cancellationToken));
    }
}
