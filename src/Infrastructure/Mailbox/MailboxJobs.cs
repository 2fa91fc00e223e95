using GmailPlatform.Application;
using GmailPlatform.Application.Mailbox;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>What recurs.</summary>
internal sealed class MailboxJobs(IMediator mediator)
{
    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Forget idempotency keys of long ago")]
    public Task<Purged> PurgeSentMessagesAsync(CancellationToken ct) => mediator.RunJobAsync(new PurgeSentMessages(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Delete quota budgets of minutes that are over")]
    public Task<Purged> PurgeQuotaAsync(CancellationToken ct) => mediator.RunJobAsync(new PurgeQuota(), ct);
}
