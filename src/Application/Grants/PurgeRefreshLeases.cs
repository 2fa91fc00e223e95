using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Deletes leases whose holder died. They bind nobody; this only keeps the table small.</summary>
public sealed record PurgeRefreshLeases : IRequest<Result<Purged>>;

internal sealed class PurgeRefreshLeasesHandler(IRefreshLeases leases) : IRequestHandler<PurgeRefreshLeases, Result<Purged>>
{
    public async Task<Result<Purged>> Handle(PurgeRefreshLeases command, CancellationToken cancellationToken) =>
        new Purged(await leases.PurgeAsync(cancellationToken));
}
