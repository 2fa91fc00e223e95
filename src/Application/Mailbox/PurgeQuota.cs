using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Deletes quota budgets of minutes that are over. They bind nobody; this only keeps the table small.</summary>
public sealed record PurgeQuota : IRequest<Result<Purged>>;

internal sealed class PurgeQuotaHandler(IQuota quota) : IRequestHandler<PurgeQuota, Result<Purged>>
{
    public async Task<Result<Purged>> Handle(PurgeQuota command, CancellationToken cancellationToken) => new Purged(await quota.PurgeAsync(cancellationToken));
}
