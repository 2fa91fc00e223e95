namespace GmailPlatform.Application.Console;

/// <summary>A job that is about a grant.</summary>
/// <param name="Id">Of the job dashboard.</param>
/// <param name="State">Such as <c>Scheduled</c>, <c>Processing</c>, <c>Succeeded</c> or <c>Failed</c>.</param>
public sealed record GrantJob(string Id, string Name, string State, DateTimeOffset CreatedAt);

/// <summary>A queue of jobs.</summary>
/// <param name="OldestAt">When the job that waits for longest was put there; null for an empty queue.</param>
public sealed record JobQueue(string Name, long Waiting, DateTimeOffset? OldestAt);

/// <summary>A node that runs jobs.</summary>
public sealed record JobServer(string Name, DateTimeOffset StartedAt, DateTimeOffset? HeartbeatAt, int Workers);

/// <summary>A job that recurs.</summary>
/// <param name="Error">Why it can not be planned; null as a rule.</param>
public sealed record RecurringJobState(string Id, DateTimeOffset? LastAt, DateTimeOffset? NextAt, string? LastState, string? Error);

/// <summary>How the background work stands.</summary>
public sealed record JobBoard(
    IReadOnlyList<JobQueue> Queues, IReadOnlyList<JobServer> Servers, IReadOnlyList<RecurringJobState> Recurring, long Processing, long Scheduled, long Failed);

/// <summary>Looks at the background work; changes nothing.</summary>
public interface IJobBoard
{
    Task<JobBoard> ReadAsync(CancellationToken ct);

    /// <summary>The latest first. Finished jobs are forgotten after a day.</summary>
    Task<IReadOnlyList<GrantJob>> ListOfGrantAsync(Guid grantId, int limit, CancellationToken ct);
}
