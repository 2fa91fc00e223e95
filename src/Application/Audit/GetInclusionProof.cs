using FluentValidation;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Proves that an event of the tenant is in the tree of the latest checkpoint.</summary>
/// <param name="Sequence">The event's place in the grant's history, from 1.</param>
public sealed record GetInclusionProof(Caller Caller, Guid GrantId, long Sequence) : IRequest<Result<InclusionProof>>;

/// <summary>An audit path (RFC 6962 section 2.1.1).</summary>
/// <param name="LeafIndex">The event's place among all events, from 0.</param>
/// <param name="Fact">The event: SHA-256 of its canonical JSON (RFC 8785) is the leaf's data.</param>
/// <param name="Path">Hashes from the leaf up.</param>
/// <param name="Checkpoint">To whose root the path leads.</param>
public sealed record InclusionProof(long LeafIndex, HistoryFact Fact, IReadOnlyList<byte[]> Path, SignedCheckpoint Checkpoint);

internal sealed class GetInclusionProofValidator : AbstractValidator<GetInclusionProof>
{
    public GetInclusionProofValidator() => RuleFor(query => query.Sequence).GreaterThan(0).OverridePropertyName("sequence");
}

internal sealed class GetInclusionProofHandler(IHistoryTree tree, ICredentialHistory history, ICheckpointStore checkpoints)
    : IRequestHandler<GetInclusionProof, Result<InclusionProof>>
{
    public async Task<Result<InclusionProof>> Handle(GetInclusionProof query, CancellationToken cancellationToken)
    {
        var latest = await checkpoints.FindLatestAsync(cancellationToken);
        if (await tree.FindAsync(query.Caller.Tenant, query.GrantId, query.Sequence, cancellationToken) is not { } leaf)
        {
            return await history.ReadAsync(query.Caller.Tenant, query.GrantId, query.Sequence - 1, limit: 1, cancellationToken) is [{ } written] && written.Sequence == query.Sequence
                ? AuditFailures.CheckpointPending
                : CommonFailures.NotFound;
        }

        if (leaf.Fact is not { } fact)
        {
            return AuditFailures.EventUnreadable(query.GrantId, query.Sequence);
        }

        return latest is null || leaf.Index >= latest.Checkpoint.Size
            ? AuditFailures.CheckpointPending
            : new InclusionProof(leaf.Index, fact, (await tree.PathsAsync([leaf.Index], latest.Checkpoint.Size, cancellationToken))[0], latest);
    }
}
