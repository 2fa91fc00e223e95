using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>How the server and its background work stand, for operators. Names nobody.</summary>
public sealed record GetHealth : IRequest<Result<ServerHealth>>;

/// <summary>How the server stands.</summary>
/// <param name="SweepLag">How long ago the access token of a grant in use ran out without being refreshed; zero when all are fresh.</param>
/// <param name="Checkpoint">The latest signed head of the history; null before the first.</param>
/// <param name="NewsIsCurrent">Whether this node hears of what other nodes commit.</param>
public sealed record ServerHealth(
    JobBoard Jobs, DatabaseState Database, IReadOnlyList<ClientBreaker> OpenBreakers, IReadOnlyList<SealingKey> SealingKeys, TimeSpan SweepLag, bool NewsIsCurrent, SignedCheckpoint? Checkpoint);

/// <summary>How the database stands.</summary>
/// <param name="RoundTrip">How long it takes to answer nothing.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Connections">Of all nodes, and of whoever else is there.</param>
public sealed record DatabaseState(string Version, TimeSpan RoundTrip, long Size, int Connections, int MaxConnections);

/// <summary>Asks the database how it is.</summary>
public interface IDatabaseProbe
{
    Task<DatabaseState> AskAsync(CancellationToken ct);
}

internal sealed class GetHealthHandler(
    IJobBoard jobs, IDatabaseProbe database, IClientBreakerStore breakers, ISealingKeys keys, IGrantStore grants, ICheckpointStore checkpoints, ChangeFeed feed, TimeProvider clock)
    : IRequestHandler<GetHealth, Result<ServerHealth>>
{
    /// <summary>What the sweep takes care of: grants that were used within a day, until an hour after their token ran out.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromDays(1);
    private static readonly TimeSpan Behind = TimeSpan.FromHours(1);

    public async Task<Result<ServerHealth>> Handle(GetHealth query, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var overdue = await grants.ListDueAsync(GrantDate.AccessTokenExpiresAt, now - Behind, now, now - InUse, after: null, limit: 1, cancellationToken);
        var open = (await breakers.ListAsync(cancellationToken)).Where(breaker => breaker.IsOpen);
        return new ServerHealth(
            await jobs.ReadAsync(cancellationToken),
            await database.AskAsync(cancellationToken),
            [.. open],
            await keys.ListAsync(cancellationToken),
            overdue is [var oldest, ..] ? now - oldest.Date : TimeSpan.Zero,
            feed.IsCurrent,
            await checkpoints.FindLatestAsync(cancellationToken));
    }
}
