using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What one request costs of Gmail's quota, and how long its caller is willing to wait for more. One for each request.</summary>
public sealed class QuotaMeter(IQuota quota)
{
    // Real time, as Google's own.
    private readonly long _begun = TimeProvider.System.GetTimestamp();

    /// <summary>Units so far.</summary>
    public int Cost { get; private set; }

    /// <summary>Units that the user has left in this minute; null before the first call.</summary>
    public int? Remaining { get; private set; }

    public QuotaLane Lane { get; set; }

    /// <summary>How long the caller lets a call be repeated, from the request's beginning.</summary>
    public TimeSpan Patience { get; set; }

    /// <summary>Takes the units of a method; a failure when the budget does not have them.</summary>
    public Task<Failure?> TakeAsync(Caller caller, Guid grantId, string method, int calls, CancellationToken ct) =>
        TakeAsync(caller, grantId, quota.CostOf(method) * calls, ct);

    /// <summary>Takes units; a failure when the budget does not have them.</summary>
    public async Task<Failure?> TakeAsync(Caller caller, Guid grantId, int units, CancellationToken ct)
    {
        var state = await WorkDeadline.GuardAsync(quota.TakeAsync(caller.Tenant, grantId, units, Lane, ct));
        Remaining = state.Remaining;
        if (state.RetryAfter is { } wait)
        {
            return MailboxFailures.QuotaUsedUp(state.Exhausted) with { RetryAfter = wait };
        }

        Cost += units;
        return null;
    }

    /// <summary>How long to wait before a call is repeated; null when the caller would not wait so long.</summary>
    /// <param name="attempt">How many there were, from 1.</param>
    /// <param name="failure">How the last one ended.</param>
    internal TimeSpan? WaitAfter(int attempt, Failure failure)
    {
        var wait = BackOff.After(attempt, failure.RetryAfter);
        return failure.Kind is FailureKind.RateLimited or FailureKind.Unavailable && TimeProvider.System.GetElapsedTime(_begun) + wait <= Patience ? wait : null;
    }
}
