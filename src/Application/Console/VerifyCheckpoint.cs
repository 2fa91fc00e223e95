using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Checks the latest signed head against the tree that rests here: its signatures, and that the leaves lead to its root.</summary>
public sealed record VerifyCheckpoint : IRequest<Result<VerifiedCheckpoint>>;

/// <summary>What came of the check.</summary>
/// <param name="SignedBy">The known keys whose signature under the head is good; none of them is an alarm.</param>
/// <param name="Leads">Whether the tree that rests here has the root that was signed.</param>
public sealed record VerifiedCheckpoint(SignedCheckpoint Latest, IReadOnlyList<CheckpointKey> Keys, IReadOnlyList<CheckpointKey> SignedBy, bool Leads)
{
    public bool IsGood => Leads && SignedBy.Count > 0;
}

internal sealed class VerifyCheckpointHandler(ICheckpointStore checkpoints, ICheckpointSigner signer, ISignatureCheck signatures, IHistoryTree tree)
    : IRequestHandler<VerifyCheckpoint, Result<VerifiedCheckpoint>>
{
    public async Task<Result<VerifiedCheckpoint>> Handle(VerifyCheckpoint query, CancellationToken cancellationToken)
    {
        if (await checkpoints.FindLatestAsync(cancellationToken) is not { } latest)
        {
            return AuditFailures.CheckpointPending;
        }

        var keys = await signer.ListAsync(cancellationToken);
        var root = latest.Checkpoint.Size == 0 ? MerkleTree.EmptyRoot : await tree.HashOfAsync(new MerkleRange(0, latest.Checkpoint.Size), cancellationToken);
        return new VerifiedCheckpoint(latest, keys, [.. keys.Where(key => HasSigned(key, latest))], root.AsSpan().SequenceEqual(latest.Checkpoint.RootHash));
    }

    /// <summary>The note is what others verify, so it is the note that is checked, and that it is about this head.</summary>
    private bool HasSigned(CheckpointKey key, SignedCheckpoint latest) =>
        SignedNote.Parse(latest.Note) is { } note
        && note.Text == latest.Checkpoint.Text
        && note.Signatures.Any(signature => signature.KeyId == key.Key.Id && signature.KeyName == key.Key.Name && signatures.Verifies(key.Key, note.Text, signature.Signature));
}
