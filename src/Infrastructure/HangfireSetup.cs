using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Console;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Jobs;
using GmailPlatform.Infrastructure.Mailbox;
using GmailPlatform.Infrastructure.Vault;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GmailPlatform.Infrastructure;

/// <summary>Background work: Hangfire on the same PostgreSQL, in its own schema.</summary>
internal static class HangfireSetup
{
    public const string Schema = "hangfire";

    private const string EveryQuarterOfAMinute = "*/15 * * * * *";

    private static readonly IReadOnlyList<RecurringJobDefinition> Recurring =
    [
        RecurringJobDefinition.Of<MaintenanceJobs>("refresh-expiring", job => job.RefreshExpiringAsync(CancellationToken.None), Cron.Minutely()),
        RecurringJobDefinition.Of<MaintenanceJobs>("probe-clients", job => job.ProbeClientsAsync(CancellationToken.None), EveryQuarterOfAMinute),
        RecurringJobDefinition.Of<MaintenanceJobs>("keep-alive", job => job.KeepRefreshTokensAliveAsync(CancellationToken.None), Cron.Hourly()),
        RecurringJobDefinition.Of<MaintenanceJobs>("resume-retries", job => job.ResumeRetriesAsync(CancellationToken.None), Cron.Minutely()),
        RecurringJobDefinition.Of<MaintenanceJobs>("resume-revocations", job => job.ResumeRevocationsAsync(CancellationToken.None), Cron.Daily()),
        RecurringJobDefinition.Of<MaintenanceJobs>("purge-authorizations", job => job.PurgeAuthorizationsAsync(CancellationToken.None), Cron.Hourly()),
        RecurringJobDefinition.Of<MaintenanceJobs>("purge-erasures", job => job.PurgeErasuresAsync(CancellationToken.None), Cron.Hourly()),
        RecurringJobDefinition.Of<MaintenanceJobs>("purge-leases", job => job.PurgeRefreshLeasesAsync(CancellationToken.None), Cron.Hourly()),
        RecurringJobDefinition.Of<MaintenanceJobs>("resume-security-events", job => job.ResumeSecurityEventsAsync(CancellationToken.None), Cron.Minutely()),
        RecurringJobDefinition.Of<MaintenanceJobs>("purge-security-events", job => job.PurgeSecurityEventsAsync(CancellationToken.None), Cron.Daily()),
        RecurringJobDefinition.Of<MailboxJobs>("purge-sent-messages", job => job.PurgeSentMessagesAsync(CancellationToken.None), Cron.Hourly()),
        RecurringJobDefinition.Of<MailboxJobs>("purge-quota", job => job.PurgeQuotaAsync(CancellationToken.None), Cron.Hourly()),
        RecurringJobDefinition.Of<SealingJobs>("resume-reseal", job => job.ResumeResealAsync(CancellationToken.None), Cron.Minutely()),
        RecurringJobDefinition.Of<SealingJobs>("rotate-sealing-key", job => job.RotateWhenDueAsync(CancellationToken.None), Cron.Daily()),
    ];

    /// <summary>Jobs can be set and seen; <see cref="AddJobServer"/> also runs them.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddHangfire((provider, hangfire) =>
        {
            hangfire.UseLogProvider(new HangfireLogs(provider.GetRequiredService<ILoggerFactory>()));
            hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            hangfire.UseTypeResolver(JobTypes.Resolve);
            if (!DashboardMetrics.GetMetrics().Contains(RejectedClientsMetric.Metric))
            {
                // Statics of the dashboard: once a process.
                hangfire.UseDashboardMetric(RejectedClientsMetric.Metric);
                hangfire.UseFilter(new JobTypes());
                hangfire.UseJobDetailsRenderer(order: 10, GrantLinks.Render);
                hangfire.UseFilter(new SupersededFailures());
            }
        });
        // Hangfire's own registrations hand out statics, which are the last ones made: of two hosts in a process, one would use the other's.
        services.AddSingleton<JobStorage>(CreateStorage);
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton<BlockingCalls>();
        services.AddSingleton<IGrantJobs, HangfireGrantJobs>();
        foreach (var job in Recurring)
        {
            services.AddSingleton(job);
        }

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
            services.AddHostedService<RecurringJobKeeper>();
            services.AddReadinessCheck<RecurringJobsCheck>("recurringJobs");
        }

        return services;
    }

    private sealed class DataSourceConnectionFactory(NpgsqlDataSource database) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => database.CreateConnection();
    }
}

/// <summary>The queues, in the order in which the server serves them. Each job names its own, so that a job started by hand on the dashboard finds it too.</summary>
internal static class JobQueues
{
    public const string Refresh = "refresh";
    public const string Maintenance = "maintenance";

    public static readonly string[] All = [Refresh, Maintenance];
}
