using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;

namespace GmailPlatform.Infrastructure;

/// <summary>A recurring job that succeeds takes its earlier failures off the dashboard's red list: what they did not do, it did.</summary>
internal sealed class SupersededFailures : JobFilterAttribute, IServerFilter
{
    /// <summary>Set by Hangfire for each run of a recurring job.</summary>
    private const string RecurringJobId = "RecurringJobId";

    public void OnPerforming(PerformingContext context)
    {
    }

    public void OnPerformed(PerformedContext context)
    {
        if (context.GetJobParameter<string>(RecurringJobId, allowStale: true) is not { Length: > 0 } recurring)
        {
            return;
        }

        var failures = $"gmailplatform:failures:{recurring}";
        if (context.Exception is null || context.ExceptionHandled)
        {
            Supersede(context, failures);
            return;
        }

        using var transaction = context.Connection.CreateWriteTransaction();
        transaction.AddToSet(failures, context.BackgroundJob.Id);
        transaction.Commit();
    }

    private static void Supersede(PerformedContext context, string failures)
    {
        var ids = context.Connection.GetAllItemsFromSet(failures);
        if (ids.Count == 0)
        {
            return;
        }

        var jobs = new BackgroundJobClient(context.Storage);
        using var transaction = context.Connection.CreateWriteTransaction();
        foreach (var id in ids)
        {
            jobs.ChangeState(id, new DeletedState { Reason = $"Superseded by job {context.BackgroundJob.Id}." }, FailedState.StateName);
            transaction.RemoveFromSet(failures, id);
        }

        transaction.Commit();
    }
}
