using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Infrastructure.Jobs;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Background work on the proofs of the history. Each job is safe to run twice, on two nodes at once.</summary>
internal sealed class AuditJobs(IMediator mediator)
{
    private const int Attempts = 20;

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Sign a checkpoint of the history")]
    [AutomaticRetry(Attempts = 0)]
    public async Task<long> PublishCheckpointAsync(CancellationToken ct) => (await mediator.RunJobAsync(new PublishCheckpoint(), ct)).Checkpoint.Size;

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Send the checkpoint of {0} events to the witness: {1}")]
    [AutomaticRetry(Attempts = Attempts)]
    public Task<Done> SendCheckpointAsync(long size, string witness, CancellationToken ct) => mediator.RunJobAsync(new SendCheckpoint(size, witness), ct);
}

internal sealed class HangfireWitnessJobs(IBackgroundJobClient jobs, BlockingCalls calls, IEnumerable<IWitness> witnesses) : IWitnessJobs
{
    public async Task SendAsync(long size, CancellationToken ct)
    {
        foreach (var witness in witnesses)
        {
            var name = witness.Name;
            await calls.RunAsync(() => jobs.Enqueue<AuditJobs>(job => job.SendCheckpointAsync(size, name, CancellationToken.None)), ct);
        }
    }
}
