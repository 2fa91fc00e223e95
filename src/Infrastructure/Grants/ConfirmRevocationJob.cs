using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Reminds of a revocation that Google has still to be told.</summary>
/// <remarks>Runs at least once; revoking twice is one revocation.</remarks>
internal sealed class ConfirmRevocationJob(IMediator mediator)
{
    [JobDisplayName("Revoke grant {1} at Google")]
    [Queue(JobQueues.Refresh)]
    [TryAgainLater]
    public async Task RunAsync(Guid tenantId, Guid grantId, CancellationToken ct)
    {
        var caller = new Caller(new TenantId(tenantId), Actor.Job("confirm-revocation"));
        var result = await mediator.Send(new ConfirmRevocation(caller, grantId), ct);
        if (!result.Succeeded(out var progress, out var failure))
        {
            throw new JobFailedException(failure.Code);
        }

        if (progress.TryAgainIn is { } delay)
        {
            throw new TryAgainLaterException("google_unavailable", delay);
        }
    }
}
