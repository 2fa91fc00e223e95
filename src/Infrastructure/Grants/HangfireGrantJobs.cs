using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using Hangfire;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class HangfireGrantJobs(IBackgroundJobClient jobs, TimeProvider clock) : IGrantJobs
{
    public Task RetryRefreshAsync(TenantId tenant, Guid grantId, DateTimeOffset at, CancellationToken ct)
    {
        jobs.Schedule<ReminderJobs>(job => job.RetryRefreshAsync(tenant.Value, grantId, CancellationToken.None), (at - clock.GetUtcNow()).NeverEarly());
        return Task.CompletedTask;
    }

    public Task ConfirmRevocationAsync(TenantId tenant, Guid grantId, DateTimeOffset at, CancellationToken ct)
    {
        jobs.Schedule<ReminderJobs>(job => job.ConfirmRevocationAsync(tenant.Value, grantId, CancellationToken.None), (at - clock.GetUtcNow()).NeverEarly());
        return Task.CompletedTask;
    }

    public Task CheckGrantAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        jobs.Enqueue<ReminderJobs>(job => job.CheckGrantAsync(tenant.Value, grantId, CancellationToken.None));
        return Task.CompletedTask;
    }

    public Task ProcessSecurityEventAsync(Guid eventId, CancellationToken ct)
    {
        jobs.Enqueue<SecurityEventJobs>(job => job.ProcessSecurityEventAsync(eventId, CancellationToken.None));
        return Task.CompletedTask;
    }
}
