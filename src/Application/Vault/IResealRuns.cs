namespace GmailPlatform.Application.Vault;

/// <summary>One reseal, from the request to its end. What is left to do is not noted here: the keys beside the values say it.</summary>
/// <param name="Total">How many values rested under older keys when it was asked for.</param>
/// <param name="UpdatedAt">When a job last did something for it.</param>
/// <param name="FinishedAt">Null until nothing rests under an older key.</param>
public sealed record ResealRun(Guid Id, DateTimeOffset StartedAt, long Total, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt);

/// <summary>Keeps the progress of reseals, for the job that goes on after a killed one.</summary>
public interface IResealRuns
{
    /// <summary>The latest, finished or not; null before the first.</summary>
    Task<ResealRun?> FindLatestAsync(CancellationToken ct);

    Task SaveAsync(ResealRun run, CancellationToken ct);
}

/// <summary>Asks for a reseal in the background.</summary>
public interface IResealJobs
{
    Task ResealAsync(CancellationToken ct);
}
