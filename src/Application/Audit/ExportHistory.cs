using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Writes all that a verifier needs as lines of JSON: the events in the order of their leaves, the keys and every signed checkpoint.</summary>
/// <param name="Output">Is written to as the history is read.</param>
public sealed record ExportHistory(Stream Output) : IRequest<Result<ExportedHistory>>;

/// <summary>What was written.</summary>
/// <param name="Size">Leaves: those of the latest checkpoint.</param>
public sealed record ExportedHistory(string Origin, long Size);

internal sealed class ExportHistoryHandler(
    CheckpointPublisher publisher, IHistoryTree tree, IHistoryExport history, ICheckpointStore checkpoints, ICheckpointSigner signer)
    : IRequestHandler<ExportHistory, Result<ExportedHistory>>
{
    private const int Looks = 20;

    public async Task<Result<ExportedHistory>> Handle(ExportHistory command, CancellationToken cancellationToken)
    {
        var before = await history.ListUnplacedAsync(cancellationToken);
        // A history that is no longer signed is all the more worth exporting.
        var published = await publisher.PublishAsync(cancellationToken);
        var latest = published.Succeeded(out var signed, out var failure) ? signed : await checkpoints.FindLatestAsync(cancellationToken);
        if (latest is null)
        {
            return failure!;
        }

        var size = Math.Min(latest.Checkpoint.Size, await history.CountLeafSlotsAsync(cancellationToken));
        using var lines = new ExportLines(command.Output);
        await lines.WriteAsync(ExportLines.Header(latest.Checkpoint.Origin, size), cancellationToken);
        foreach (var key in await signer.ListAsync(cancellationToken))
        {
            await lines.WriteAsync(ExportLines.Key(key), cancellationToken);
        }

        await WriteHistoryAsync(lines, size, cancellationToken);
        await foreach (var stray in history.ListStrayAsync(await KeepUnplacedAsync(before, cancellationToken), cancellationToken))
        {
            await lines.WriteAsync(ExportLines.Stray(stray), cancellationToken);
        }

        await lines.EndAsync(size, cancellationToken);
        await command.Output.FlushAsync(cancellationToken);
        return new ExportedHistory(latest.Checkpoint.Origin, size);
    }

    /// <summary>The events that were there before the tree was brought up to date, and that it passes by: somebody changed how far it believes to be.</summary>
    private async Task<IReadOnlyList<long>> KeepUnplacedAsync(IReadOnlyList<long> before, CancellationToken ct)
    {
        var unplaced = before;
        for (var look = 0; look < Looks && unplaced.Count > 0; look++)
        {
            // Another node may be at it, batch by batch.
            await tree.ExtendAsync(ct);
            unplaced = await history.KeepUnplacedAsync(unplaced, ct);
        }

        return unplaced;
    }

    /// <summary>Each checkpoint stands behind the last leaf that it covers.</summary>
    private async Task WriteHistoryAsync(ExportLines lines, long size, CancellationToken ct)
    {
        await using var leaves = history.ListLeavesAsync(size, ct).GetAsyncEnumerator(ct);
        var written = 0L;
        await foreach (var checkpoint in checkpoints.ListAsync(ct))
        {
            for (; written < checkpoint.Checkpoint.Size && await leaves.MoveNextAsync(); written++)
            {
                await lines.WriteAsync(ExportLines.Leaf(leaves.Current), ct);
            }

            await lines.WriteAsync(ExportLines.Checkpoint(checkpoint), ct);
        }

        while (await leaves.MoveNextAsync())
        {
            await lines.WriteAsync(ExportLines.Leaf(leaves.Current), ct);
        }
    }
}
