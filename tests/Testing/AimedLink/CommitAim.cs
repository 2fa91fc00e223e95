namespace GmailPlatform.Testing;

/// <summary>How far a transaction has come when an <see cref="AimedDatabaseLink"/> interferes.</summary>
public enum CommitMoment
{
    /// <summary>Its statements have not reached PostgreSQL.</summary>
    Before,

    /// <summary>Its statements have been executed, and COMMIT has not reached PostgreSQL.</summary>
    During,

    /// <summary>It is committed, and nobody knows.</summary>
    After,
}

/// <summary>What happens to the connection.</summary>
public enum CommitFault
{
    /// <summary>It ends.</summary>
    Cut,

    /// <summary>Nothing gets through until <see cref="CommitAim.Release"/>.</summary>
    Hold,
}

/// <summary>One transaction to interfere with, found by the words in what is sent.</summary>
/// <param name="words">All must occur between two answers of PostgreSQL.</param>
/// <param name="moment">When.</param>
/// <param name="fault">What happens.</param>
public sealed class CommitAim(IReadOnlyList<string> words, CommitMoment moment, CommitFault fault)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CommitMoment Moment => moment;

    public CommitFault Fault => fault;

    /// <summary>Completes when the transaction has come to the moment.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    /// <summary>Other aims at the same transaction, which several callers share.</summary>
    internal IReadOnlyList<CommitAim> Companions { get; set; } = [];

    internal Task Released => Task.WhenAll([_released.Task, .. Companions.Select(companion => companion.Released)]);

    internal void Reach()
    {
        _reached.TrySetResult();
        Companions.ToList().ForEach(companion => companion.Reach());
    }

    internal bool Matches(string sent) => words.All(word => sent.Contains(word, StringComparison.Ordinal));
}
