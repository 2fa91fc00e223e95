using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Refreshes the grants in use whose access token runs out soon, so that their next caller finds a fresh one.</summary>
public sealed record RefreshExpiring : IRequest<Result<SweptGrants>>;

internal sealed class RefreshExpiringHandler(GrantSweep sweep, IGrantStore grants, TimeProvider clock) : IRequestHandler<RefreshExpiring, Result<SweptGrants>>
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    /// <summary>A grant whose token ran out longer ago is left to its next caller: it is not in use, or whoever uses it refreshes it.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromHours(1);

    /// <summary>Used so long ago at the most, a grant is in use.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromDays(1);

    public async Task<Result<SweptGrants>> Handle(RefreshExpiring command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await sweep.RunAsync(
            Actor.Job("refresh-expiring"),
            (after, limit, ct) => grants.ListDueAsync(GrantDate.AccessTokenExpiresAt, now - Behind, now + Ahead, now - InUse, after, limit, ct),
            cancellationToken);
    }
}
