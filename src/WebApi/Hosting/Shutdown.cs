using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Section <c>Shutdown</c>.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>
    /// How long a server that is told to stop goes on serving while readiness says no, so that balancers send nobody here any more. Null: five
    /// seconds, and none in Development.
    /// </summary>
    public TimeSpan? DrainPeriod { get; set; }
}

/// <summary>Says no to readiness first, then waits, and only then lets the host close the listener.</summary>
internal sealed class Shutdown(IOptions<ShutdownOptions> options, IHostEnvironment environment, ILogger<Shutdown> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    private volatile bool _isDraining;

    /// <summary>Whether the server has been told to stop.</summary>
    public bool IsDraining => _isDraining;

    public TimeSpan DrainPeriod => options.Value.DrainPeriod ?? (environment.IsDevelopment() ? TimeSpan.Zero : Usual);

    /// <summary>Before any hosted service is stopped, the listener included.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        if (DrainPeriod > TimeSpan.Zero)
        {
            logger.LogInformation("Shutting down: not ready any more, serving for another {DrainPeriod}.", DrainPeriod);
            // Real time: balancers have no other. The host's own time-out cuts it short.
            await Task.Delay(DrainPeriod, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Readiness while the server shuts down.</summary>
internal sealed class ShutdownCheck(Shutdown shutdown) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(shutdown.IsDraining
            ? HealthCheckResult.Unhealthy("Shutting down.")
            : HealthCheckResult.Healthy());
}

internal static class ShutdownSetup
{
    public static IServiceCollection AddShutdown(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ShutdownOptions>().Bind(configuration.GetSection(ShutdownOptions.Section));
        services.AddSingleton<Shutdown>();
        services.AddOptions<HostOptions>().Configure<Shutdown>((host, shutdown) => host.ShutdownTimeout += shutdown.DrainPeriod);
        services.AddHostedService(provider => provider.GetRequiredService<Shutdown>());
        services.AddHealthChecks().AddCheck<ShutdownCheck>("serving", tags: [Health.Ready]);
        return services;
    }
}
