using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Finds security events that were taken and whose job was lost, such as with a killed process, and sets a new one.</summary>
public sealed record ResumeSecurityEvents : IRequest<Result<ResumedSecurityEvents>>;

public sealed record ResumedSecurityEvents(int Count);

internal sealed class ResumeSecurityEventsHandler(ISecurityEventStore events, IGrantJobs jobs, TimeProvider clock)
    : IRequestHandler<ResumeSecurityEvents, Result<ResumedSecurityEvents>>
{
    private const int BatchSize = 1000;

    /// <summary>A living job is never this late.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(1);

    public async Task<Result<ResumedSecurityEvents>> Handle(ResumeSecurityEvents command, CancellationToken cancellationToken)
    {
        var waiting = await events.ListUnprocessedAsync(clock.GetUtcNow() - Overdue, BatchSize, cancellationToken);
        foreach (var eventId in waiting)
        {
            await jobs.ProcessSecurityEventAsync(eventId, cancellationToken);
        }

        return new ResumedSecurityEvents(waiting.Count);
    }
}
