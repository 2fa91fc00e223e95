using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure;

/// <summary>
/// Responds within <see cref="Limit"/> even if the check hangs or blocks its thread, and logs when the result changes. Concurrent probes
/// share one run.
/// </summary>
/// <param name="name">The name of the check in the readiness report.</param>
/// <param name="check">The check to run.</param>
/// <param name="logger">Logs changes only, since probes come every few seconds.</param>
internal sealed class ReadinessCheck(string name, IHealthCheck check, ILogger<ReadinessCheck> logger) : IHealthCheck
{
    /// <summary>Readiness as a whole responds within five seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _running;
    private string? _problem;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = await ProbeAsync(context, cancellationToken);
        Report(result.Status is HealthStatus.Healthy ? null : result.Description ?? result.Status.ToString());
        return result;
    }

    private async Task<HealthCheckResult> ProbeAsync(HealthCheckContext context, CancellationToken ct)
    {
        try
        {
            // Real time, which the prober measures too.
            return await Join(context).WaitAsync(Limit, TimeProvider.System, ct);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy($"No response within {Limit.TotalSeconds:0} s.");
        }
        catch (Exception e) when (OperatorErrors.Describe(e) is { } cause)
        {
            return HealthCheckResult.Unhealthy(cause);
        }
    }

    private Task<HealthCheckResult> Join(HealthCheckContext context)
    {
        lock (_lock)
        {
            if (_running is null or { IsCompleted: true })
            {
                _running = Task.Run(() => RunAsync(context));
                // Observed here, since every prober may have given up before it fails.
                _ = _running.ContinueWith(
                    static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            return _running;
        }
    }

    private async Task<HealthCheckResult> RunAsync(HealthCheckContext context)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        return await check.CheckHealthAsync(context, limit.Token);
    }

    private void Report(string? problem)
    {
        if (Interlocked.Exchange(ref _problem, problem) == problem)
        {
            return;
        }

        if (problem is null)
        {
            logger.LogInformation("Readiness check {Check} passes again", name);
        }
        else
        {
            logger.LogWarning("Readiness check {Check} fails: {Cause}", name, problem);
        }
    }
}

/// <summary>Registers readiness checks.</summary>
internal static class ReadinessChecks
{
    /// <summary>The tag of the checks that readiness runs.</summary>
    private const string Tag = "ready";

    /// <summary>Adds a check to readiness.</summary>
    public static IServiceCollection AddReadinessCheck<TCheck>(this IServiceCollection services, string name)
        where TCheck : class, IHealthCheck
    {
        services.AddKeyedSingleton(name, (provider, _) => new ReadinessCheck(
            name, ActivatorUtilities.CreateInstance<TCheck>(provider), provider.GetRequiredService<ILogger<ReadinessCheck>>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, provider => provider.GetRequiredKeyedService<ReadinessCheck>(name), failureStatus: null, [Tag]));
        return services;
    }
}
