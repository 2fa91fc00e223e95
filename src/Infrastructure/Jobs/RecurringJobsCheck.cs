using Hangfire;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GmailPlatform.Infrastructure.Jobs;

/// <summary>An alarm and no reason to take the node away: names the recurring jobs that the storage lacks.</summary>
internal sealed class RecurringJobsCheck(JobStorage storage, IEnumerable<RecurringJobDefinition> jobs) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = jobs.MissingFrom(storage);
        return Task.FromResult(missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Recurring jobs are missing and will be put back: {string.Join(", ", missing)}"));
    }
}
