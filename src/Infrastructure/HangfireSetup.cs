using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Console;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Mailbox;
using GmailPlatform.Infrastructure.Vault;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Hangfire.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GmailPlatform.Infrastructure;

/// <summary>Background work: Hangfire on the same PostgreSQL, in its own schema.</summary>
internal static class HangfireSetup
{
    public const string Schema = "hangfire";

    /// <summary>Jobs can be set and seen; <see cref="AddJobServer"/> also runs them.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddHangfire(hangfire =>
        {
            hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            if (!DashboardMetrics.GetMetrics().Contains(RejectedClientsMetric.Metric))
            {
                // Statics of the dashboard: once a process.
                hangfire.UseDashboardMetric(RejectedClientsMetric.Metric);
                hangfire.UseJobDetailsRenderer(order: 10, GrantLinks.Render);
            }
        });
        // Hangfire's own registrations hand out statics, which are the last ones made: of two hosts in a process, one would use the other's.
        services.AddSingleton<JobStorage>(CreateStorage);
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton<IGrantJobs, HangfireGrantJobs>();
        return services;
    }

    private static PostgreSqlStorage CreateStorage(IServiceProvider provider)
    {
        // Sets the serializer that the storage's jobs are written with.
        provider.GetRequiredService<IGlobalConfiguration>();
        return new PostgreSqlStorage(
            new DataSourceConnectionFactory(provider.GetRequiredService<NpgsqlDataSource>()),
            new PostgreSqlStorageOptions
            {
                SchemaName = Schema,
                PrepareSchemaIfNecessary = false,
                QueuePollInterval = TimeSpan.FromSeconds(2),
                InvisibilityTimeout = TimeSpan.FromMinutes(5),
                UseSlidingInvisibilityTimeout = true,
                // What a killed server held is free again after this long; the schedulers hold their locks for moments.
                DistributedLockTimeout = TimeSpan.FromMinutes(1),
            });
    }

    /// <summary>Runs the jobs in this process, on every node.</summary>
    public static IServiceCollection AddJobServer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHangfireServer(server =>
        {
            server.Queues = JobQueues.All;
            server.WorkerCount = Math.Max(4, Environment.ProcessorCount * 2);
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.ShutdownTimeout = TimeSpan.FromSeconds(10);
        });
        if (configuration.GetValue("Jobs:Recurring", defaultValue: true))
        {
            services.AddHostedService<RecurringJobs>();
        }

        return services;
    }

    private sealed class DataSourceConnectionFactory(NpgsqlDataSource database) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => database.CreateConnection();
    }

    /// <summary>Puts the recurring jobs into the storage; every node writes the same.</summary>
    private sealed class RecurringJobs(IRecurringJobManager jobs, IEnumerable<RecurringJob> others, TimeProvider clock, ILogger<RecurringJobs> logger) : BackgroundService
    {
        private const string EveryQuarterOfAMinute = "*/15 * * * * *";

        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            while (!TryAdd())
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }

        /// <summary>A server may start before its database is there or migrated, or while a killed one's lock still holds: that must not end it.</summary>
        private bool TryAdd()
        {
            try
            {
                jobs.AddOrUpdate<MaintenanceJobs>("refresh-expiring", job => job.RefreshExpiringAsync(CancellationToken.None), Cron.Minutely);
                jobs.AddOrUpdate<MaintenanceJobs>("probe-clients", job => job.ProbeClientsAsync(CancellationToken.None), EveryQuarterOfAMinute);
                jobs.AddOrUpdate<MaintenanceJobs>("keep-alive", job => job.KeepRefreshTokensAliveAsync(CancellationToken.None), Cron.Hourly);
                jobs.AddOrUpdate<MaintenanceJobs>("resume-retries", job => job.ResumeRetriesAsync(CancellationToken.None), Cron.Minutely);
                jobs.AddOrUpdate<MaintenanceJobs>("resume-revocations", job => job.ResumeRevocationsAsync(CancellationToken.None), Cron.Daily);
                jobs.AddOrUpdate<MaintenanceJobs>("purge-authorizations", job => job.PurgeAuthorizationsAsync(CancellationToken.None), Cron.Hourly);
                jobs.AddOrUpdate<MaintenanceJobs>("purge-leases", job => job.PurgeRefreshLeasesAsync(CancellationToken.None), Cron.Hourly);
                jobs.AddOrUpdate<MaintenanceJobs>("resume-security-events", job => job.ResumeSecurityEventsAsync(CancellationToken.None), Cron.Minutely);
                jobs.AddOrUpdate<MaintenanceJobs>("purge-security-events", job => job.PurgeSecurityEventsAsync(CancellationToken.None), Cron.Daily);
                jobs.AddOrUpdate<MailboxJobs>("purge-sent-messages", job => job.PurgeSentMessagesAsync(CancellationToken.None), Cron.Hourly);
                jobs.AddOrUpdate<MailboxJobs>("purge-quota", job => job.PurgeQuotaAsync(CancellationToken.None), Cron.Hourly);
                jobs.AddOrUpdate<SealingJobs>("resume-reseal", job => job.ResumeResealAsync(CancellationToken.None), Cron.Minutely);
                jobs.AddOrUpdate<SealingJobs>("rotate-sealing-key", job => job.RotateWhenDueAsync(CancellationToken.None), Cron.Daily);
                foreach (var other in others)
                {
                    other.AddTo(jobs);
                }

                return true;
            }
            catch (Exception e) when (e is DistributedLockTimeoutException or PostgreSqlDistributedLockException || OperatorErrors.Describe(e) is not null)
            {
                logger.LogWarning("The recurring jobs wait for the database: {Cause}", OperatorErrors.Describe(e) ?? e.Message);
                return false;
            }
        }
    }
}

/// <summary>A recurring job of a module that nobody else names.</summary>
/// <param name="AddTo">Puts it into the storage.</param>
internal sealed record RecurringJob(Action<IRecurringJobManager> AddTo);

/// <summary>The queues, in the order in which the server serves them. Each job names its own, so that a job started by hand on the dashboard finds it too.</summary>
internal static class JobQueues
{
    public const string Refresh = "refresh";
    public const string Maintenance = "maintenance";

    public static readonly string[] All = [Refresh, Maintenance];
}
