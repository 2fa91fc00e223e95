using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Uses refresh tokens that rested for long: Google ends one that was not used for six months.</summary>
public sealed record KeepRefreshTokensAlive : IRequest<Result<SweptGrants>>;

internal sealed class KeepRefreshTokensAliveHandler(GrantSweep sweep, IGrantStore grants, TimeProvider clock)
    : IRequestHandler<KeepRefreshTokensAlive, Result<SweptGrants>>
{
    /// <summary>Leaves two months for whatever stands in the way.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromDays(120);

    public async Task<Result<SweptGrants>> Handle(KeepRefreshTokensAlive command, CancellationToken cancellationToken)
    {
        var (ever, until) = (DateTimeOffset.UnixEpoch, clock.GetUtcNow() - Rest);
        return await sweep.RunAsync(
            Actor.Job("keep-alive"),
            (after, limit, ct) => grants.ListDueAsync(GrantDate.RefreshTokenUsedAt, ever, until, usedSince: ever, after, limit, ct),
            cancellationToken);
    }
}
