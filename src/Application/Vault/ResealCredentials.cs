using GmailPlatform.Domain;
using GmailPlatform.Domain.Vault;
using MediatR;

namespace GmailPlatform.Application.Vault;

/// <summary>
/// Works on the reseal that was asked for until nothing rests under an older key. What is left is read off the values, so a killed run
/// goes on where it was, and running twice or on two nodes at once does nothing twice.
/// </summary>
/// <param name="OnlyAbandoned">Leaves a run alone that another job is working on.</param>
public sealed record ResealCredentials(bool OnlyAbandoned) : IRequest<Result<Resealed>>;

/// <summary>How many values were sealed anew.</summary>
public sealed record Resealed(long Count);

internal sealed class ResealCredentialsHandler(ISealingKeys keys, IEnumerable<ISealedValues> values, IResealRuns runs, TimeProvider clock)
    : IRequestHandler<ResealCredentials, Result<Resealed>>
{
    private const int BatchSize = 100;

    /// <summary>A working job notes its progress after each batch.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    public async Task<Result<Resealed>> Handle(ResealCredentials command, CancellationToken cancellationToken)
    {
        if (await runs.FindLatestAsync(cancellationToken) is not { FinishedAt: null } run
            || (command.OnlyAbandoned && clock.GetUtcNow() - run.UpdatedAt < Abandoned))
        {
            return new Resealed(0);
        }

        var total = 0L;
        while (true)
        {
            var (resealed, missing) = await PassAsync(run, cancellationToken);
            total += resealed;
            var left = await values.CountOlderAsync(keys, cancellationToken);
            if (left == 0)
            {
                await runs.SaveAsync(run with { UpdatedAt = clock.GetUtcNow(), FinishedAt = clock.GetUtcNow() }, cancellationToken);
                return new Resealed(total);
            }

            // Values that were written meanwhile are found by the next pass; one that changes nothing would go on for ever.
            if (resealed == 0)
            {
                return missing?.Failure ?? VaultFailures.ResealIncomplete(left);
            }
        }
    }

    /// <summary>Goes once through every older key. One that is missing keeps the others from nothing.</summary>
    private async Task<(long Resealed, SealingKeyMissingException? Missing)> PassAsync(ResealRun run, CancellationToken ct)
    {
        var (resealed, missing) = (0L, (SealingKeyMissingException?)null);
        foreach (var kind in values)
        {
            foreach (var from in (await kind.OlderKeysAsync(keys, ct)).Keys)
            {
                try
                {
                    resealed += await ResealAsync(run, kind, from, ct);
                }
                catch (SealingKeyMissingException e)
                {
                    missing = e;
                }
            }
        }

        return (resealed, missing);
    }

    private async Task<long> ResealAsync(ResealRun run, ISealedValues kind, Guid from, CancellationToken ct)
    {
        var (resealed, batch) = (0L, new ResealedBatch(BatchSize, 0, Guid.Empty));
        while (batch.Found == BatchSize)
        {
            batch = await kind.ResealAsync(from, batch.Last, BatchSize, ct);
            resealed += batch.Resealed;
            await runs.SaveAsync(run with { UpdatedAt = clock.GetUtcNow() }, ct);
        }

        return resealed;
    }
}
