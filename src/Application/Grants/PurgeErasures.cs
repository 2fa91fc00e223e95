using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Deletes the marks of erasures once no tokens of an earlier exchange can still wait for their commit.</summary>
public sealed record PurgeErasures : IRequest<Result<Purged>>;

internal sealed class PurgeErasuresHandler(IErasures erasures, ExchangeLimits limits, TimeProvider clock) : IRequestHandler<PurgeErasures, Result<Purged>>
{
    public async Task<Result<Purged>> Handle(PurgeErasures command, CancellationToken cancellationToken) =>
        new Purged(await erasures.PurgeAsync(clock.GetUtcNow() - limits.LongestExchange, cancellationToken));
}
