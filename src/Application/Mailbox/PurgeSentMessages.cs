using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Forgets idempotency keys that are older than a day; what they sent stays in the mailbox.</summary>
public sealed record PurgeSentMessages : IRequest<Result<Purged>>;

internal sealed class PurgeSentMessagesHandler(ISendLedger ledger, TimeProvider clock) : IRequestHandler<PurgeSentMessages, Result<Purged>>
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public async Task<Result<Purged>> Handle(PurgeSentMessages command, CancellationToken cancellationToken) =>
        new Purged(await ledger.PurgeAsync(clock.GetUtcNow() - Kept, cancellationToken));
}
