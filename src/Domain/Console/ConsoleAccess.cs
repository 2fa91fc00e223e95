namespace GmailPlatform.Domain.Console;

/// <summary>What a person did or looked at in the console, or did by the command line (<c>cli:USER</c>). Written before it is done or shown, and never changed.</summary>
/// <param name="Id">Rises with time.</param>
/// <param name="Subject">What it was about: an id, or the names of a search's filters. Never personal data of a grant's person.</param>
/// <param name="TraceId">Equal to the correlation id of the events that it caused.</param>
public sealed record ConsoleAccess(Guid Id, DateTimeOffset At, string PersonId, ConsoleAction Action, string? Subject, string? TraceId)
{
    public static ConsoleAccess Of(string personId, ConsoleAction action, string? subject, string? traceId, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), now, personId, action, subject, traceId);
}

/// <summary>What is written down of people in the console.</summary>
public enum ConsoleAction
{
    SignedIn,

    /// <summary>The issuer knows the person, and no role is theirs.</summary>
    SignInRefused,
    SignedOut,
    SessionEnded,
    ReadGrants,
    ReadGrant,
    SearchedHistory,
    ExportedHistory,
    VerifiedCheckpoint,
    SignedCheckpoint,
    ReadTenants,
    ReadAccessLog,
    RevokedGrant,
    ErasedGrant,
    CreatedTenant,
    SuspendedTenant,
    ResumedTenant,
    RenamedTenant,
    ChangedReturnUrls,
    ChangedHostedDomain,
    AddedClientSecret,
    RemovedClientSecret,
    CreatedApiKey,
    RevokedApiKey,

    /// <summary>Started a recurring job ahead of its schedule.</summary>
    TriggeredJob,

    /// <summary>Put a failed, scheduled or finished job back into its queue.</summary>
    RequeuedJob,
    RotatedSealingKey,
    ResealedCredentials,
    RetiredSealingKey,
    ProtectedKeyRing,
    RotatedCheckpointKey,
    RegisteredEventStream,
}
