using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Vault;

/// <summary>The sealing keys, what rests under each, and the last reseal.</summary>
public sealed record GetSealingStatus : IRequest<Result<SealingStatus>>;

/// <summary>How the sealing keys stand.</summary>
/// <param name="ActiveKeyId">Null before the first key was made.</param>
/// <param name="Keys">Oldest first, with those that are missing from the ring at the end.</param>
/// <param name="Reseal">Null before the first reseal.</param>
/// <param name="RejectedRows">Rows of the ring that are not authentic and therefore not used.</param>
public sealed record SealingStatus(Guid? ActiveKeyId, IReadOnlyList<SealingKeyUse> Keys, ResealProgress? Reseal, IReadOnlyList<RejectedKeyRow> RejectedRows);

/// <summary>A key and what rests under it.</summary>
/// <param name="Key">Null for a key that is missing from the ring while values rest under it.</param>
/// <param name="Sealed">How many values, by their kind.</param>
public sealed record SealingKeyUse(Guid Id, SealingKey? Key, IReadOnlyDictionary<string, long> Sealed);

/// <summary>How far a reseal is.</summary>
/// <param name="Remaining">Values that rest under another key than the active one.</param>
public sealed record ResealProgress(DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt, long Total, long Remaining);

internal sealed class GetSealingStatusHandler(ISealingKeys keys, IEnumerable<ISealedValues> values, IResealRuns runs)
    : IRequestHandler<GetSealingStatus, Result<SealingStatus>>
{
    public async Task<Result<SealingStatus>> Handle(GetSealingStatus query, CancellationToken cancellationToken)
    {
        var ring = await keys.ListAsync(cancellationToken);
        var counts = new List<(string Kind, Guid KeyId, long Count)>();
        foreach (var kind in values)
        {
            counts.AddRange((await kind.CountByKeyAsync(cancellationToken)).Select(count => (kind.Kind, count.Key, count.Value)));
        }

        var active = ring.FirstOrDefault(key => key.IsActive)?.Id;
        var missing = counts.Select(count => count.KeyId).Distinct().Except(ring.Select(key => key.Id));
        var uses = ring.Select(key => Use(key.Id, key)).Concat(missing.Select(id => Use(id, key: null)));
        var remaining = counts.Where(count => count.KeyId != active).Sum(count => count.Count);
        var run = await runs.FindLatestAsync(cancellationToken);
        var progress = run is null ? null : new ResealProgress(run.StartedAt, run.UpdatedAt, run.FinishedAt, run.Total, remaining);
        return new SealingStatus(active, [.. uses], progress, await keys.ListRejectedAsync(cancellationToken));

        SealingKeyUse Use(Guid id, SealingKey? key) =>
            new(id, key, values.ToDictionary(kind => kind.Kind, kind => counts.Where(count => count.Kind == kind.Kind && count.KeyId == id).Sum(count => count.Count)));
    }
}
