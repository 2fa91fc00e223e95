using System.Linq.Expressions;
using Hangfire;
using Hangfire.Storage;

namespace GmailPlatform.Infrastructure.Jobs;

/// <summary>A recurring job of the platform.</summary>
/// <param name="Id">Its name in the storage.</param>
/// <param name="AddTo">Adds it to the storage.</param>
internal sealed record RecurringJobDefinition(string Id, Action<IRecurringJobManager> AddTo)
{
    /// <summary>Describes a job.</summary>
    /// <param name="id">Its name in the storage.</param>
    /// <param name="work">What runs.</param>
    /// <param name="cron">When, in UTC, to the minute or the second.</param>
    public static RecurringJobDefinition Of<TJobs>(string id, Expression<Func<TJobs, Task>> work, string cron) =>
        new(id, jobs => jobs.AddOrUpdate(id, work, cron));
}

/// <summary>Compares the definitions with Hangfire's storage.</summary>
internal static class RecurringJobExtensions
{
    /// <summary>The ids of the jobs that are missing from the storage, with one read.</summary>
    public static IReadOnlyList<string> MissingFrom(this IEnumerable<RecurringJobDefinition> jobs, JobStorage storage)
    {
        using var connection = storage.GetConnection();
        var stored = connection.GetRecurringJobs().Select(job => job.Id).ToHashSet(StringComparer.Ordinal);
        return [.. jobs.Select(job => job.Id).Where(id => !stored.Contains(id))];
    }
}
