using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Jobs;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>Background work on sealing keys. Each job is safe to run twice and on two nodes at once; what fails is tried again by the next of the recurring ones.</summary>
internal sealed class SealingJobs(IMediator mediator)
{
    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Reseal credentials under the active sealing key")]
    [AutomaticRetry(Attempts = 0)]
    public Task ResealAsync(CancellationToken ct) => mediator.RunJobAsync(new ResealCredentials(OnlyAbandoned: false), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Go on with a reseal whose server was lost")]
    [AutomaticRetry(Attempts = 0)]
    public Task ResumeResealAsync(CancellationToken ct) => mediator.RunJobAsync(new ResealCredentials(OnlyAbandoned: true), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Make a new sealing key when the active one expires soon")]
    [AutomaticRetry(Attempts = 0)]
    public Task RotateWhenDueAsync(CancellationToken ct) => mediator.RunJobAsync(new RotateSealingKey(OnlyWhenDue: true), ct);
}

internal sealed class HangfireResealJobs(IBackgroundJobClient jobs, BlockingCalls calls) : IResealJobs
{
    public Task ResealAsync(CancellationToken ct) =>
        calls.RunAsync(() => jobs.Enqueue<SealingJobs>(job => job.ResealAsync(CancellationToken.None)), ct);
}
