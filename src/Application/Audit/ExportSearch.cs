using System.Runtime.CompilerServices;
using FluentValidation;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>All that a search finds, newest first, each fact with the proof that it is in the tree of the latest checkpoint. Who may see which tenants is for the caller to decide.</summary>
public sealed record ExportSearch(HistoryFilter Filter) : IRequest<Result<FoundHistory>>;

/// <summary>What was found, page by page as it is read.</summary>
/// <param name="Checkpoint">To whose root the proofs lead.</param>
public sealed record FoundHistory(SignedCheckpoint Checkpoint, IAsyncEnumerable<ProvenEntry> Entries);

/// <summary>A fact with its proof.</summary>
/// <param name="Leaf">Null for a fact that was written after the checkpoint was signed.</param>
/// <param name="Path">Hashes from the leaf up (RFC 6962 section 2.1.1).</param>
public sealed record ProvenEntry(HistoryEntry Entry, HistoryLeaf? Leaf, IReadOnlyList<byte[]> Path);

internal sealed class ExportSearchValidator : AbstractValidator<ExportSearch>
{
    public ExportSearchValidator() => this.RulesForFilter(query => query.Filter);
}

internal sealed class ExportSearchHandler(IHistorySearch history, IHistoryTree tree, ICheckpointStore checkpoints)
    : IRequestHandler<ExportSearch, Result<FoundHistory>>
{
    public async Task<Result<FoundHistory>> Handle(ExportSearch query, CancellationToken cancellationToken) =>
        await checkpoints.FindLatestAsync(cancellationToken) is { } latest
            ? new FoundHistory(latest, ReadAsync(query.Filter, latest.Checkpoint.Size, cancellationToken))
            : AuditFailures.CheckpointPending;

    private async IAsyncEnumerable<ProvenEntry> ReadAsync(HistoryFilter filter, long size, [EnumeratorCancellation] CancellationToken ct)
    {
        IReadOnlyList<HistoryEntry> page;
        HistoryPosition? after = null;
        do
        {
            page = await history.SearchAsync(filter, after, PageRequest.LargestPageSize, ct);
            foreach (var proven in await ProveAsync(page, size, ct))
            {
                after = proven.Entry.Position;
                yield return proven;
            }
        }
        while (page.Count == PageRequest.LargestPageSize);
    }

    /// <summary>A page at once: neighbours share most of their proofs.</summary>
    private async Task<IReadOnlyList<ProvenEntry>> ProveAsync(IReadOnlyList<HistoryEntry> page, long size, CancellationToken ct)
    {
        var leaves = await tree.FindAsync([.. page.Select(entry => entry.Position.Number)], ct);
        var covered = leaves.Values.Select(leaf => leaf.Index).Where(index => index < size).ToList();
        var paths = covered.Zip(await tree.PathsAsync(covered, size, ct)).ToDictionary(path => path.First, path => path.Second);
        return [.. page.Select(entry => leaves.TryGetValue(entry.Position.Number, out var leaf) && paths.TryGetValue(leaf.Index, out var path)
            ? new ProvenEntry(entry, leaf, path)
            : new ProvenEntry(entry, Leaf: null, []))];
    }
}
