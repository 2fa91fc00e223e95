using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Jobs;

/// <summary>Adds the recurring jobs to the storage, and restores any that go missing. Every node writes the same.</summary>
internal sealed class RecurringJobKeeper(
    IRecurringJobManager manager, JobStorage storage, IEnumerable<RecurringJobDefinition> jobs, TimeProvider clock, ILogger<RecurringJobKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // All of them at start: a new version may change schedules.
        var (due, restored) = (jobs.ToList(), false);
        while (!stoppingToken.IsCancellationRequested)
        {
            var done = TryAdd(due, restored);
            await Task.Delay(done ? CheckInterval : RetryPause, clock, stoppingToken);
            (due, restored) = done ? (FindMissing(), true) : (due, restored);
        }
    }

    private List<RecurringJobDefinition> FindMissing()
    {
        try
        {
            var missing = jobs.MissingFrom(storage);
            if (missing.Count > 0)
            {
                logger.LogWarning("Recurring jobs were removed or changed in the storage and will be restored: {Jobs}", string.Join(", ", missing));
            }

            return [.. jobs.Where(job => missing.Contains(job.Id, StringComparer.Ordinal))];
        }
        catch (Exception e) when (IsTransient(e))
        {
            // Readiness reports the outage; the next check asks again.
            return [];
        }
    }

    /// <summary>A server may start before its database is reachable or migrated, or while a killed server's lock is still held: that must not stop it.</summary>
    private bool TryAdd(List<RecurringJobDefinition> due, bool restored)
    {
        try
        {
            foreach (var job in due)
            {
                if (restored)
                {
                    // An update writes only what it finds changed, which leaves the time of the next run.
                    manager.RemoveIfExists(job.Id);
                }

                job.AddTo(manager);
            }

            return true;
        }
        catch (Exception e) when (IsTransient(e))
        {
            logger.LogWarning("The recurring jobs wait for the database: {Cause}", OperatorErrors.Describe(e) ?? e.Message);
            return false;
        }
    }

    private static bool IsTransient(Exception e) =>
        e is DistributedLockTimeoutException or PostgreSqlDistributedLockException || OperatorErrors.Describe(e) is not null;
}
