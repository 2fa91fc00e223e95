using GmailPlatform.Testing;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Waits until all background work is done, and names what is not.</summary>
internal sealed class StuckChecks(ChaosWorld world, Database database, Violations violations, Figures figures)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly (string What, string Sql)[] Leftovers =
    [
        ("refresh lease", "select grant_id::text from gmailplatform.refresh_lease where expires_at > now()"),
        ("revocation", "select id::text from gmailplatform.mt_doc_grant where data ->> 'revocationPendingSince' is not null"),
        ("refresh", "select id::text from gmailplatform.mt_doc_grant where data ->> 'status' = 'refreshFailing'"),
        ("job", """
            select id || ' ' || statename || ' ' || (invocationdata ->> 'Method') from hangfire.job
            where statename in ('Enqueued', 'Processing') and createdat < now() - interval '30 seconds'
            """),
        ("reminder that failed", """
            select id || ' ' || (invocationdata ->> 'Method') || ' ' || arguments::text from hangfire.job
            where statename = 'Failed' and not exists (select from hangfire.jobparameter p where p.jobid = job.id and p.name = 'RecurringJobId')
            """),
    ];

    public async Task RunAsync()
    {
        await ReleaseJobsOfDeadServersAsync();
        IReadOnlyList<string> left = [];
        try
        {
            await Eventually.HoldsAsync("background work is done", async () => (left = await LeftAsync()).Count == 0, Patience);
        }
        catch (TimeoutException)
        {
            foreach (var stuck in left)
            {
                violations.Add(Invariant.NothingIsStuck, stuck, stuck.Split(' ').FirstOrDefault(word => Guid.TryParse(word, out _)));
            }
        }

        foreach (var method in await database.ReadAsync("select invocationdata ->> 'Method' from hangfire.job where statename = 'Failed'"))
        {
            figures.Add("failed jobs", method);
        }
    }

    /// <summary>A job that a killed node was running becomes visible again after five minutes: this is the end of that time.</summary>
    private async Task ReleaseJobsOfDeadServersAsync() =>
        await database.ReadAsync("update hangfire.jobqueue set fetchedat = fetchedat - interval '10 minutes' where fetchedat is not null returning id::text");

    private async Task<IReadOnlyList<string>> LeftAsync()
    {
        RunScheduledJobs();
        var left = new List<string>();
        foreach (var (what, sql) in Leftovers)
        {
            left.AddRange((await database.ReadAsync(sql)).Select(id => $"{what} {id}"));
        }

        return left;
    }

    /// <summary>Reminders that wait for their time run now, as when an operator presses the button.</summary>
    private void RunScheduledJobs()
    {
        var jobs = world.Platform.Services.GetRequiredService<IBackgroundJobClient>();
        foreach (var (id, _) in world.Platform.Services.GetRequiredService<JobStorage>().GetMonitoringApi().ScheduledJobs(0, 1000))
        {
            jobs.Requeue(id);
        }
    }
}
