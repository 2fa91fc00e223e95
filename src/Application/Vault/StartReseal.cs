using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Vault;

/// <summary>Asks the servers to seal everything anew that rests under an older key. Asked again, it goes on with the unfinished one.</summary>
public sealed record StartReseal : IRequest<Result<ResealRun>>;

internal sealed class StartResealHandler(ISealingKeys keys, IEnumerable<ISealedValues> values, IResealRuns runs, IResealJobs jobs, TimeProvider clock)
    : IRequestHandler<StartReseal, Result<ResealRun>>
{
    public async Task<Result<ResealRun>> Handle(StartReseal command, CancellationToken cancellationToken)
    {
        var run = await runs.FindLatestAsync(cancellationToken);
        if (run is not { FinishedAt: null })
        {
            var now = clock.GetUtcNow();
            run = new ResealRun(Guid.CreateVersion7(now), now, await values.CountOlderAsync(keys, cancellationToken), now, FinishedAt: null);
            await runs.SaveAsync(run, cancellationToken);
        }

        await jobs.ResealAsync(cancellationToken);
        return run;
    }
}
