namespace GmailPlatform.Domain.Audit;

/// <summary>What can go wrong with proofs of the history.</summary>
public static class AuditFailures
{
    public static readonly Failure CheckpointPending =
        new("checkpoint_pending", FailureKind.Unavailable, "No signed checkpoint covers this yet. One is signed every minute.") { RetryAfter = TimeSpan.FromSeconds(15) };

    public static readonly Failure UnknownWitness =
        new("not_found", FailureKind.NotFound, "No such witness is configured, or there is no checkpoint of this size.");

    /// <summary>The event was edited, so it cannot be proven.</summary>
    public static Failure EventUnreadable(Guid grantId, long sequence) => new(
        "event_unreadable", FailureKind.OperatorNeeded, $"Event {sequence} of grant {grantId} is stored in a form that the platform never writes: it was edited in the database. An operator must run './gmailplatform audit export' and 'audit verify'.");

    /// <summary>Nothing more is signed until an operator looked.</summary>
    public static Failure HistoryRewritten(long size) => new(
        "history_rewritten", FailureKind.OperatorNeeded, $"The history no longer leads to the checkpoint of {size} events that was signed before. Nothing is signed; run './gmailplatform audit export' and 'audit verify'.");

    public static Failure WitnessUnavailable(string witness, string cause) =>
        new("witness_unavailable", FailureKind.Unavailable, $"The {witness} did not take the checkpoint: {cause}");
}
