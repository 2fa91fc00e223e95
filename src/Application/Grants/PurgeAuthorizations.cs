using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Deletes authorizations that ended a day ago; until then a late visitor is told what happened.</summary>
public sealed record PurgeAuthorizations : IRequest<Result<Purged>>;

internal sealed class PurgeAuthorizationsHandler(IAuthorizationStore authorizations, TimeProvider clock)
    : IRequestHandler<PurgeAuthorizations, Result<Purged>>
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async Task<Result<Purged>> Handle(PurgeAuthorizations command, CancellationToken cancellationToken) =>
        new Purged(await authorizations.PurgeAsync(clock.GetUtcNow() - Kept, cancellationToken));
}
