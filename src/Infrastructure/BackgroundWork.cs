using GmailPlatform.Infrastructure.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GmailPlatform.Infrastructure;

/// <summary>A hosted service that needs the database's schema.</summary>
internal sealed record NeedsSchema(Func<IServiceProvider, IHostedService> Create);

/// <summary>
/// Starts what works in the background once the schema is there: a server that is started before <c>migrate</c>, or with a database that is
/// away, waits without a stack trace a second, and goes on without a restart.
/// </summary>
internal sealed class BackgroundWork(IEnumerable<NeedsSchema> services, DatabaseSchema schema, IServiceProvider provider) : BackgroundService
{
    /// <summary>Real time: an operator waits for it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly List<IHostedService> _started = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var service in Enumerable.Reverse(_started))
        {
            await service.StopAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await schema.FindProblemAsync(stoppingToken) is not null)
        {
            await Task.Delay(Pause, TimeProvider.System, stoppingToken);
        }

        foreach (var service in services)
        {
            var hosted = service.Create(provider);
            await hosted.StartAsync(stoppingToken);
            _started.Add(hosted);
        }
    }
}

internal static class BackgroundWorkSetup
{
    /// <summary>Adds services whose hosted ones wait for the schema.</summary>
    public static IServiceCollection AddBackgroundWork(this IServiceCollection services, Action<IServiceCollection> add)
    {
        var added = new ServiceCollection();
        add(added);
        foreach (var service in added)
        {
            if (service.ServiceType == typeof(IHostedService))
            {
                services.AddSingleton(new NeedsSchema(provider => Create(service, provider)));
            }
            else
            {
                services.Add(service);
            }
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BackgroundWork>());
        return services;
    }

    private static IHostedService Create(ServiceDescriptor service, IServiceProvider provider) => (IHostedService)(
        service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
