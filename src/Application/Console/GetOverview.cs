using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>How all grants of this server stand, and whether refreshes work. Names nobody.</summary>
public sealed record GetOverview : IRequest<Result<Overview>>;

/// <summary>Figures of this server.</summary>
/// <param name="Grants">Of each state.</param>
/// <param name="Expiring">Usable grants whose refresh token ends soon, by disuse or by what Google announced.</param>
/// <param name="Failing">The grants that fail for longest.</param>
/// <param name="Refreshes">Of late, in spans of time, the oldest first.</param>
/// <param name="SealingKey">Null before the first was made.</param>
/// <param name="Checkpoint">The latest signed head of the history; null before the first.</param>
public sealed record Overview(
    IReadOnlyList<GrantCount> Grants,
    GrantCount Expiring,
    IReadOnlyList<FailingGrant> Failing,
    IReadOnlyList<RefreshSpan> Refreshes,
    SealingKey? SealingKey,
    IReadOnlyList<ClientBreaker> OpenBreakers,
    SignedCheckpoint? Checkpoint);

/// <summary>How many grants are in a state.</summary>
/// <param name="IsEstimate">True where counting would take long: then it is what the database's statistics say.</param>
public sealed record GrantCount(GrantStatus Status, long Count, bool IsEstimate);

/// <summary>A grant whose refreshes fail.</summary>
/// <param name="Cause">Google's own error code, or what kept its answer from arriving.</param>
public sealed record FailingGrant(Guid Id, int FailedRefreshes, DateTimeOffset? FailingSince, DateTimeOffset? RetryAt, string? Cause);

/// <summary>Refreshes within a span of time.</summary>
public sealed record RefreshSpan(DateTimeOffset From, DateTimeOffset Until, int Succeeded, int Failed);

/// <summary>Figures over all tenants. Each costs the same with a thousand grants and with millions.</summary>
public interface IGrantFigures
{
    Task<IReadOnlyList<GrantCount>> CountByStatusAsync(CancellationToken ct);

    /// <summary>Usable grants whose refresh token was last used before a moment, or ends before another.</summary>
    Task<GrantCount> CountExpiringAsync(DateTimeOffset usedBefore, DateTimeOffset endsBefore, CancellationToken ct);

    /// <summary>Grants whose refreshes have failed since before a moment; counted exactly up to ten thousand failing ones.</summary>
    Task<long> CountFailingAsync(DateTimeOffset since, CancellationToken ct);

    Task<IReadOnlyList<FailingGrant>> ListFailingAsync(int limit, CancellationToken ct);

    /// <summary>The outcome of the refreshes among the latest events, in so many spans of equal length.</summary>
    Task<IReadOnlyList<RefreshSpan>> ListRefreshesAsync(int spans, CancellationToken ct);
}

internal sealed class GetOverviewHandler(IGrantFigures figures, ISealingKeys keys, IClientBreakerStore breakers, ICheckpointStore checkpoints, TimeProvider clock)
    : IRequestHandler<GetOverview, Result<Overview>>
{
    private const int Failing = 8;
    private const int Spans = 48;

    /// <summary>Google ends a refresh token after six months without use; the keep-alive comes before that.</summary>
    private static readonly TimeSpan LongUnused = TimeSpan.FromDays(150);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public async Task<Result<Overview>> Handle(GetOverview query, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var counts = figures.CountByStatusAsync(cancellationToken);
        var expiring = figures.CountExpiringAsync(now - LongUnused, now + Soon, cancellationToken);
        var failing = figures.ListFailingAsync(Failing, cancellationToken);
        var refreshes = figures.ListRefreshesAsync(Spans, cancellationToken);
        var ring = keys.ListAsync(cancellationToken);
        var open = breakers.ListAsync(cancellationToken);
        var checkpoint = checkpoints.FindLatestAsync(cancellationToken);
        await Task.WhenAll(counts, expiring, failing, refreshes, ring, open, checkpoint);
        return new Overview(
            await counts, await expiring, await failing, await refreshes, (await ring).FirstOrDefault(key => key.IsActive), [.. (await open).Where(breaker => breaker.IsOpen)], await checkpoint);
    }
}
