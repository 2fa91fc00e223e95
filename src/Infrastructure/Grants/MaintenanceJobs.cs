using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>What recurs.</summary>
/// <remarks>Each is safe to run twice, on two nodes at once.</remarks>
internal sealed class MaintenanceJobs(IMediator mediator)
{
    [Queue(JobQueues.Refresh)]
    [JobDisplayName("Refresh the grants in use whose token runs out")]
    public Task<SweptGrants> RefreshExpiringAsync(CancellationToken ct) => RunAsync(new RefreshExpiring(), ct);

    [Queue(JobQueues.Refresh)]
    [JobDisplayName("Try the Google clients that are rejected")]
    public Task<ProbedClients> ProbeClientsAsync(CancellationToken ct) => RunAsync(new ProbeClients(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Use refresh tokens that rested for months")]
    public Task<SweptGrants> KeepRefreshTokensAliveAsync(CancellationToken ct) => RunAsync(new KeepRefreshTokensAlive(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Resume refreshes whose reminder was lost")]
    public Task<ResumedRetries> ResumeRetriesAsync(CancellationToken ct) => RunAsync(new ResumeRetries(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Resume revocations whose reminder was lost")]
    public Task ResumeRevocationsAsync(CancellationToken ct) => RunAsync(new ResumeRevocations(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Delete authorizations that ended")]
    public Task<Purged> PurgeAuthorizationsAsync(CancellationToken ct) => RunAsync(new PurgeAuthorizations(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Delete leases whose holder died")]
    public Task<Purged> PurgeRefreshLeasesAsync(CancellationToken ct) => RunAsync(new PurgeRefreshLeases(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Resume security events whose job was lost")]
    public Task<ResumedSecurityEvents> ResumeSecurityEventsAsync(CancellationToken ct) => RunAsync(new ResumeSecurityEvents(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Forget security events of long ago")]
    public Task<Purged> PurgeSecurityEventsAsync(CancellationToken ct) => RunAsync(new PurgeSecurityEvents(), ct);

    /// <summary>The answer becomes the job's result, which the dashboard shows.</summary>
    private async Task<T> RunAsync<T>(IRequest<Result<T>> request, CancellationToken ct)
        where T : notnull =>
        (await mediator.Send(request, ct)).Succeeded(out var value, out var failure) ? value : throw new JobFailedException(failure.Code);
}
