using System.Globalization;
using System.Reflection;
using GmailPlatform.Application.Console;
using GmailPlatform.Infrastructure.Jobs;
using Hangfire;
using Hangfire.Storage;
using Npgsql;

namespace GmailPlatform.Infrastructure.Console;

/// <summary>Reads by Hangfire's own monitoring, which is synchronous; and by SQL what that cannot be asked for.</summary>
internal sealed class HangfireJobBoard(JobStorage storage, IEnumerable<RecurringJobDefinition> recurringJobs, BlockingCalls calls, NpgsqlDataSource database) : IJobBoard
{
    /// <summary>Finished jobs go after a day, so that there are never many.</summary>
    private const string OfGrant = $"select id from {HangfireSetup.Schema}.job where arguments::text like $1 order by id desc limit $2";

    public Task<JobBoard> ReadAsync(CancellationToken ct) => calls.RunAsync(Read, ct);

    private JobBoard Read()
    {
        var monitoring = storage.GetMonitoringApi();
        var statistics = monitoring.GetStatistics();
        using var connection = storage.GetConnection();
        return new JobBoard(
            [.. JobQueues.All.Select(queue => Read(monitoring, queue))],
            [.. monitoring.Servers().Select(server => new JobServer(server.Name, Utc(server.StartedAt)!.Value, Utc(server.Heartbeat), server.WorkersCount))],
            [.. connection.GetRecurringJobs().Select(job => new RecurringJobState(job.Id, Utc(job.LastExecution), Utc(job.NextExecution), job.LastJobState, job.Error)).Concat(Missing()).OrderBy(job => job.Id, StringComparer.Ordinal)],
            statistics.Processing,
            statistics.Scheduled,
            statistics.Failed);
    }

    private IEnumerable<RecurringJobState> Missing() => recurringJobs.MissingFrom(storage)
        .Select(id => new RecurringJobState(id, LastAt: null, NextAt: null, LastState: null, Error: "Not scheduled: it was removed, or recurring jobs are disabled on every server (Jobs:Recurring)."));

    public async Task<IReadOnlyList<GrantJob>> ListOfGrantAsync(Guid grantId, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(OfGrant);
        command.Parameters.Add(new NpgsqlParameter { Value = $"%{grantId}%" });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        var ids = new List<string>();
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
            {
                ids.Add(rows.GetInt64(0).ToString(CultureInfo.InvariantCulture));
            }
        }

        return await calls.RunAsync(() => Read(ids), ct);
    }

    private List<GrantJob> Read(List<string> ids)
    {
        using var connection = storage.GetConnection();
        return [.. ids.Select(id => (Id: id, Data: connection.GetJobData(id))).Where(job => job.Data is not null).Select(job => new GrantJob(job.Id, NameOf(job.Data), job.Data.State ?? "", Utc(job.Data.CreatedAt)!.Value))];
    }

    private static JobQueue Read(IMonitoringApi monitoring, string queue)
    {
        var oldest = monitoring.EnqueuedJobs(queue, from: 0, perPage: 1);
        return new JobQueue(queue, monitoring.EnqueuedCount(queue), oldest.Count == 0 ? null : Utc(oldest[0].Value?.EnqueuedAt));
    }

    /// <summary>As the dashboard shows it; a job of an older version may not load any more.</summary>
    private static string NameOf(JobData data) => data.Job is { } job
        ? job.Method.GetCustomAttribute<JobDisplayNameAttribute>() is { } display ? string.Format(CultureInfo.InvariantCulture, display.DisplayName, [.. job.Args]) : job.ToString()
        : "A job that this version does not know";

    private static DateTimeOffset? Utc(DateTime? time) => time is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
}
