using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>A job that failed for a passing cause says itself when to run again.</summary>
internal sealed class TryAgainLaterException(string code, TimeSpan delay) : Exception(code)
{
    public TimeSpan Delay => delay;
}

internal static class JobDelay
{
    /// <summary>Hangfire's schedule counts whole seconds and rounds down: a job would run before its time, and find nothing to do.</summary>
    public static TimeSpan NeverEarly(this TimeSpan delay) => delay + TimeSpan.FromSeconds(1);
}

/// <summary>
/// Schedules the same job again at the time that its <see cref="TryAgainLaterException"/> names, and shows it on the
/// dashboard's page of retries. Unlike Hangfire's automatic retry it does not give up: a long outage exhausts nobody.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TryAgainLaterAttribute : JobFilterAttribute, IElectStateFilter, IApplyStateFilter
{
    /// <summary>The set and the parameter that Hangfire's dashboard reads.</summary>
    private const string Retries = "retries";
    private const string RetryCount = "RetryCount";

    // Before Hangfire's own retry, which would take the failure for its own.
    public TryAgainLaterAttribute() => Order = 0;

    public void OnStateElection(ElectStateContext context)
    {
        if (context.CandidateState is FailedState { Exception: TryAgainLaterException later })
        {
            var attempt = context.GetJobParameter<int>(RetryCount, allowStale: true) + 1;
            context.SetJobParameter(RetryCount, attempt);
            context.CandidateState = new ScheduledState(later.Delay.NeverEarly()) { Reason = $"Attempt {attempt}: {later.Message}" };
        }
    }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState is ScheduledState && context.GetJobParameter<int>(RetryCount, allowStale: true) > 0)
        {
            transaction.AddToSet(Retries, context.BackgroundJob.Id);
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.OldStateName == ScheduledState.StateName)
        {
            transaction.RemoveFromSet(Retries, context.BackgroundJob.Id);
        }
    }
}
