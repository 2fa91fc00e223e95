using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit;

/// <summary>Brings the tree up to date and signs its head, unless it no longer leads to what was signed before.</summary>
internal sealed class CheckpointPublisher(
    IHistoryTree tree, ICheckpointSigner signer, ICheckpointStore checkpoints, IWitnessJobs witnesses, TimeProvider clock)
{
    /// <summary>Also while there is much to add: a head is signed every minute.</summary>
    private static readonly TimeSpan LongestUnsigned = TimeSpan.FromSeconds(30);

    /// <summary>Signs the head as it is when all that was committed before has its leaf.</summary>
    public async Task<Result<SignedCheckpoint>> PublishAsync(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (await tree.ExtendAsync(ct))
        {
            if (clock.GetElapsedTime(started) > LongestUnsigned)
            {
                started = clock.GetTimestamp();
                await SignAsync(signer.SignAsync, ct);
            }
        }

        return await SignAsync(signer.SignAsync, ct);
    }

    /// <summary>Signs the head by a new key too, which signs from then on.</summary>
    public Task<Result<SignedCheckpoint>> RotateAsync(CancellationToken ct) => SignAsync(signer.RotateAsync, ct);

    private async Task<Result<SignedCheckpoint>> SignAsync(Func<Checkpoint, CancellationToken, Task<SignedNote>> sign, CancellationToken ct)
    {
        var (latest, head) = (await checkpoints.FindLatestAsync(ct), await tree.HeadAsync(ct));
        if (head is null || (latest is not null && !await ContinuesAsync(head, latest.Checkpoint, ct)))
        {
            return AuditFailures.HistoryRewritten(latest?.Checkpoint.Size ?? 0);
        }

        var (note, now) = (await sign(head, ct), clock.GetUtcNow());
        var signed = new SignedCheckpoint(head, note.ToString(), now, now);
        if (await checkpoints.SaveAsync(signed, ct))
        {
            await witnesses.SendAsync(head.Size, ct);
        }

        return signed;
    }

    private async Task<bool> ContinuesAsync(Checkpoint head, Checkpoint before, CancellationToken ct) =>
        head.Origin == before.Origin
        && head.Size >= before.Size
        && (await tree.HashOfAsync(new MerkleRange(0, before.Size), ct)).AsSpan().SequenceEqual(before.RootHash);
}
