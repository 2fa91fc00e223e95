using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>What recurs.</summary>
/// <remarks>Each is safe to run twice, on two nodes at once.</remarks>
internal sealed class MaintenanceJobs(IMediator mediator)
{
    [Queue(JobQueues.Refresh)]
    [JobDisplayName("Refresh the grants in use whose token runs out")]
    public Task<SweptGrants> RefreshExpiringAsync(CancellationToken ct) => mediator.RunJobAsync(new RefreshExpiring(), ct);

    [Queue(JobQueues.Refresh)]
    [JobDisplayName("Try the Google clients that are rejected")]
    public Task<ProbedClients> ProbeClientsAsync(CancellationToken ct) => mediator.RunJobAsync(new ProbeClients(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Use refresh tokens that rested for months")]
    public Task<SweptGrants> KeepRefreshTokensAliveAsync(CancellationToken ct) => mediator.RunJobAsync(new KeepRefreshTokensAlive(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Resume refreshes whose reminder was lost")]
    public Task<ResumedRetries> ResumeRetriesAsync(CancellationToken ct) => mediator.RunJobAsync(new ResumeRetries(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Resume revocations whose reminder was lost")]
    public Task ResumeRevocationsAsync(CancellationToken ct) => mediator.RunJobAsync(new ResumeRevocations(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Delete authorizations that ended")]
    public Task<Purged> PurgeAuthorizationsAsync(CancellationToken ct) => mediator.RunJobAsync(new PurgeAuthorizations(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Delete expired erasure marks")]
    public Task<Purged> PurgeErasuresAsync(CancellationToken ct) => mediator.RunJobAsync(new PurgeErasures(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Delete leases whose holder died")]
    public Task<Purged> PurgeRefreshLeasesAsync(CancellationToken ct) => mediator.RunJobAsync(new PurgeRefreshLeases(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Resume security events whose job was lost")]
    public Task<ResumedSecurityEvents> ResumeSecurityEventsAsync(CancellationToken ct) => mediator.RunJobAsync(new ResumeSecurityEvents(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Forget security events of long ago")]
    public Task<Purged> PurgeSecurityEventsAsync(CancellationToken ct) => mediator.RunJobAsync(new PurgeSecurityEvents(), ct);
}
