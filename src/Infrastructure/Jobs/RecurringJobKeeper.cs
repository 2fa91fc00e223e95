using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Jobs;

/// <summary>Puts the recurring jobs into the storage, and back whenever one is missing there. Every node writes the same.</summary>
internal sealed class RecurringJobKeeper(
    IRecurringJobManager manager, JobStorage storage, IEnumerable<RecurringJobDefinition> jobs, TimeProvider clock, ILogger<RecurringJobKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // At the start all of them: a version may bring another schedule.
        var due = jobs.ToList();
        while (!stoppingToken.IsCancellationRequested)
        {
            var done = TryPut(due);
            await Task.Delay(done ? CheckInterval : RetryPause, clock, stoppingToken);
            due = done ? FindMissing() : due;
        }
    }

    private List<RecurringJobDefinition> FindMissing()
    {
        try
        {
            var missing = jobs.MissingFrom(storage);
            if (missing.Count > 0)
            {
                logger.LogWarning("Recurring jobs were removed and are put back: {Jobs}", string.Join(", ", missing));
            }

            return [.. jobs.Where(job => missing.Contains(job.Id, StringComparer.Ordinal))];
        }
        catch (Exception e) when (IsPassing(e))
        {
            return [];
        }
    }

    /// <summary>A server may start before its database is there or migrated, or while a killed one's lock still holds: that must not end it.</summary>
    private bool TryPut(List<RecurringJobDefinition> due)
    {
        try
        {
            due.ForEach(job => job.AddTo(manager));
            return true;
        }
        catch (Exception e) when (IsPassing(e))
        {
            logger.LogWarning("The recurring jobs wait for the database: {Cause}", OperatorErrors.Describe(e) ?? e.Message);
            return false;
        }
    }

    private static bool IsPassing(Exception e) =>
        e is DistributedLockTimeoutException or PostgreSqlDistributedLockException || OperatorErrors.Describe(e) is not null;
}
