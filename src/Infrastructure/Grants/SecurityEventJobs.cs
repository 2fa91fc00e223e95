using GmailPlatform.Application.Grants;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Lets Google's security events take effect. Safe to run twice; the sweep finds an event whose job was lost or gave up.</summary>
internal sealed class SecurityEventJobs(IMediator mediator)
{
    [JobDisplayName("Process security event {0}")]
    [Queue(JobQueues.Refresh)]
    // The sweep tries again, each minute.
    [AutomaticRetry(Attempts = 0)]
    public Task ProcessSecurityEventAsync(Guid eventId, CancellationToken ct) => mediator.RunJobAsync(new ProcessSecurityEvent(eventId), ct);
}
