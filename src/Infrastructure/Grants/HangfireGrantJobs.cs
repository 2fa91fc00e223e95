using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Jobs;
using Hangfire;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class HangfireGrantJobs(IBackgroundJobClient jobs, BlockingCalls calls, TimeProvider clock) : IGrantJobs
{
    public Task RetryRefreshAsync(TenantId tenant, Guid grantId, DateTimeOffset at, CancellationToken ct) =>
        calls.RunAsync(() => jobs.Schedule<ReminderJobs>(job => job.RetryRefreshAsync(tenant.Value, grantId, CancellationToken.None), (at - clock.GetUtcNow()).NeverEarly()), ct);

    public Task ConfirmRevocationAsync(TenantId tenant, Guid grantId, DateTimeOffset at, CancellationToken ct) =>
        calls.RunAsync(() => jobs.Schedule<ReminderJobs>(job => job.ConfirmRevocationAsync(tenant.Value, grantId, CancellationToken.None), (at - clock.GetUtcNow()).NeverEarly()), ct);

    public Task CheckGrantAsync(TenantId tenant, Guid grantId, CancellationToken ct) =>
        calls.RunAsync(() => jobs.Enqueue<ReminderJobs>(job => job.CheckGrantAsync(tenant.Value, grantId, CancellationToken.None)), ct);

    public Task ProcessSecurityEventAsync(Guid eventId, CancellationToken ct) =>
        calls.RunAsync(() => jobs.Enqueue<SecurityEventJobs>(job => job.ProcessSecurityEventAsync(eventId, CancellationToken.None)), ct);
}
