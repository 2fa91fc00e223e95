using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Reminds of a refresh that failed for a passing cause.</summary>
/// <remarks>Runs at least once; arguments and exception text are stored: ids and codes only.</remarks>
internal sealed class RetryRefreshJob(IMediator mediator)
{
    [JobDisplayName("Retry the refresh of grant {1}")]
    [Queue(JobQueues.Refresh)]
    [TryAgainLater]
    public async Task RunAsync(Guid tenantId, Guid grantId, CancellationToken ct)
    {
        var caller = new Caller(new TenantId(tenantId), Actor.Job("retry-refresh"));
        var result = await mediator.Send(new RetryRefresh(caller, grantId), ct);
        if (result.Succeeded(out var retried, out var failure))
        {
            if (retried.TryAgainIn is { } delay)
            {
                throw new TryAgainLaterException(retried.Code ?? "failed", delay);
            }
        }
        else
        {
            throw new JobFailedException(failure.Code);
        }
    }
}
