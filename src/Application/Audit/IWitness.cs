using GmailPlatform.Domain;

namespace GmailPlatform.Application.Audit;

/// <summary>A place outside of the database that keeps checkpoints, so that nobody who holds the database can make it forget one.</summary>
public interface IWitness
{
    /// <summary>Such as <c>file</c>.</summary>
    string Name { get; }

    /// <summary>Sends one, maybe for the second time. What the witness does not take is a failure to try again.</summary>
    Task<Result<Done>> SendAsync(SignedCheckpoint checkpoint, CancellationToken ct);
}

/// <summary>Sends checkpoints to all witnesses in the background, and tries again what fails.</summary>
public interface IWitnessJobs
{
    /// <summary>Nothing where there is no witness.</summary>
    Task SendAsync(long size, CancellationToken ct);
}
