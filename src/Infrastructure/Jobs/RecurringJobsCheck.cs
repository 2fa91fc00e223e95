using Hangfire;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GmailPlatform.Infrastructure.Jobs;

/// <summary>Names the recurring jobs that are missing from the storage or changed there. Degraded only: the node can still serve requests.</summary>
internal sealed class RecurringJobsCheck(JobStorage storage, IEnumerable<RecurringJobDefinition> jobs, BlockingCalls calls) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = await calls.RunAsync(() => jobs.MissingFrom(storage), cancellationToken);
        return missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Recurring jobs are missing or were changed, and will be restored: {string.Join(", ", missing)}");
    }
}
