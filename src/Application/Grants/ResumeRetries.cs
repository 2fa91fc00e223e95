using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Finds failing grants whose reminder was lost, such as with a killed process, and sets a new one.</summary>
public sealed record ResumeRetries : IRequest<Result<ResumedRetries>>;

public sealed record ResumedRetries(int Count);

internal sealed class ResumeRetriesHandler(IGrantStore grants, IGrantJobs jobs, TimeProvider clock)
    : IRequestHandler<ResumeRetries, Result<ResumedRetries>>
{
    private const int BatchSize = 1000;

    /// <summary>A living reminder is never this late: it moves the date on.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    public async Task<Result<ResumedRetries>> Handle(ResumeRetries command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var overdue = await grants.ListOverdueRetriesAsync(now - Overdue, BatchSize, cancellationToken);
        foreach (var (tenant, grantId) in overdue)
        {
            await jobs.RetryRefreshAsync(tenant, grantId, now, cancellationToken);
        }

        return new ResumedRetries(overdue.Count);
    }
}
