using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Reminds of what failed for a passing cause and is to be tried again.</summary>
/// <remarks>Each runs at least once and is safe to run twice; arguments and exception text are stored: ids and codes only.</remarks>
internal sealed class ReminderJobs(IMediator mediator)
{
    /// <summary>How long to wait for an operator: a reminder that gave up would be lost.</summary>
    private static readonly TimeSpan OperatorNeeded = TimeSpan.FromMinutes(5);

    [JobDisplayName("Retry the refresh of grant {1}")]
    [Queue(JobQueues.Refresh)]
    [TryAgainLater]
    public async Task RetryRefreshAsync(Guid tenantId, Guid grantId, CancellationToken ct)
    {
        var retried = await SendAsync(new RetryRefresh(CallerOf(tenantId, "retry-refresh"), grantId), ct);
        TryAgainIn(retried.TryAgainIn, retried.Code ?? "failed");
    }

    [JobDisplayName("Revoke grant {1} at Google")]
    [Queue(JobQueues.Refresh)]
    [TryAgainLater]
    public async Task ConfirmRevocationAsync(Guid tenantId, Guid grantId, CancellationToken ct)
    {
        var progress = await SendAsync(new ConfirmRevocation(CallerOf(tenantId, "confirm-revocation"), grantId), ct);
        TryAgainIn(progress.TryAgainIn, "google_unavailable");
    }

    [JobDisplayName("Ask Google whether it still honours grant {1}")]
    [Queue(JobQueues.Refresh)]
    public Task CheckGrantAsync(Guid tenantId, Guid grantId, CancellationToken ct) =>
        // Whatever comes of it is written down in the grant, or concerns no grant.
        mediator.Send(new RefreshCredentials(CallerOf(tenantId, "check-grant"), grantId, NewerThan: null), ct);

    private static Caller CallerOf(Guid tenantId, string job) => new(new TenantId(tenantId), Actor.Job(job));

    private async Task<T> SendAsync<T>(IRequest<Result<T>> request, CancellationToken ct)
        where T : notnull =>
        (await mediator.Send(request, ct)).Succeeded(out var value, out var failure) ? value
            : failure.Kind is FailureKind.OperatorNeeded ? throw new TryAgainLaterException(failure.Code, OperatorNeeded)
            : throw new JobFailedException(failure.Code);

    private static void TryAgainIn(TimeSpan? delay, string code)
    {
        if (delay is { } wait)
        {
            throw new TryAgainLaterException(code, wait);
        }
    }
}
