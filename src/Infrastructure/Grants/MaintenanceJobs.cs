using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using Hangfire;
using MediatR;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>What recurs.</summary>
/// <remarks>Each is safe to run twice, on two nodes at once.</remarks>
internal sealed class MaintenanceJobs(IMediator mediator)
{
    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Resume refreshes whose reminder was lost")]
    public Task ResumeRetriesAsync(CancellationToken ct) => RunAsync(new ResumeRetries(), ct);

    [Queue(JobQueues.Maintenance)]
    [JobDisplayName("Delete authorizations that ended")]
    public Task PurgeAuthorizationsAsync(CancellationToken ct) => RunAsync(new PurgeAuthorizations(), ct);

    private async Task RunAsync<T>(IRequest<Result<T>> request, CancellationToken ct)
        where T : notnull
    {
        if ((await mediator.Send(request, ct)).Failure is { } failure)
        {
            throw new JobFailedException(failure.Code);
        }
    }
}
