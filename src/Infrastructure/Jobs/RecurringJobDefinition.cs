using System.Linq.Expressions;
using Hangfire;
using Hangfire.Common;
using Hangfire.Storage;

namespace GmailPlatform.Infrastructure.Jobs;

/// <summary>A recurring job of the platform.</summary>
/// <param name="Id">Its name in the storage.</param>
/// <param name="Cron">When, in UTC, to the minute or the second.</param>
/// <param name="Work">The method that runs.</param>
/// <param name="AddTo">Adds it to the storage.</param>
internal sealed record RecurringJobDefinition(string Id, string Cron, string Work, Action<IRecurringJobManager> AddTo)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Describes a job.</summary>
    /// <param name="id">Its name in the storage.</param>
    /// <param name="work">What runs.</param>
    /// <param name="cron">When, in UTC, to the minute or the second.</param>
    public static RecurringJobDefinition Of<TJobs>(string id, Expression<Func<TJobs, Task>> work, string cron) =>
        new(id, cron, Name(Job.FromExpression(work)), jobs => jobs.AddOrUpdate(id, work, cron));

    /// <summary>How far ahead its next run can be.</summary>
    public TimeSpan LongestWait => Tolerance + (
        Cron == Hangfire.Cron.Daily() ? TimeSpan.FromDays(1)
        : Cron == Hangfire.Cron.Hourly() ? TimeSpan.FromHours(1)
        : TimeSpan.FromMinutes(1));

    /// <summary>Whether the storage would run it as it is defined here.</summary>
    public bool IsStoredAs(RecurringJobDto stored, DateTime now) =>
        !stored.Removed
        && stored.Cron == Cron
        && (stored.TimeZoneId is null || stored.TimeZoneId == TimeZoneInfo.Utc.Id)
        && stored.Job is { } job && Name(job) == Work
        && stored.NextExecution is { } next && next <= now + LongestWait;

    private static string Name(Job job) => $"{job.Type.FullName}.{job.Method.Name}";
}

/// <summary>Compares the definitions with Hangfire's storage.</summary>
internal static class RecurringJobExtensions
{
    private const string Schedule = "recurring-jobs";
    private const int MostDelayed = 1_000;

    /// <summary>The ids of the jobs that the storage lacks, holds in another form, or would not run in time.</summary>
    public static IReadOnlyList<string> MissingFrom(this IEnumerable<RecurringJobDefinition> jobs, JobStorage storage)
    {
        // Real time, as Hangfire's own.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var connection = (JobStorageConnection)storage.GetConnection();
        var stored = connection.GetRecurringJobs().ToDictionary(job => job.Id, StringComparer.Ordinal);
        var all = jobs.ToList();
        var delayed = all.Select(job => job.LongestWait).Distinct().ToDictionary(wait => wait, wait => Delayed(connection, now + wait));
        return [.. all
            .Where(job => !stored.TryGetValue(job.Id, out var found) || !job.IsStoredAs(found, now) || delayed[job.LongestWait].Contains(job.Id, StringComparer.Ordinal))
            .Select(job => job.Id)];
    }

    /// <summary>What decides when a job runs is its score.</summary>
    private static List<string> Delayed(JobStorageConnection connection, DateTime after) =>
        connection.GetFirstByLowestScoreFromSet(Schedule, JobHelper.ToTimestamp(after), double.MaxValue, MostDelayed);
}
