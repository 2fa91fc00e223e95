using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Store;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Writes down in the background what was used; the rest of it when the server stops, after its last request.</summary>
internal sealed class UseWriter(IServiceScopeFactory scopes, TimeProvider clock, ILogger<UseWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Real time: a server that stops does not wait for a database that is away.</summary>
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(5);

    private bool _failing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LastWrite, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await WriteAsync(new RecordUses(OpenWindowsToo: true), stop.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Every, clock, stoppingToken);
            await WriteAsync(new RecordUses(OpenWindowsToo: false), stoppingToken);
        }
    }

    private async Task WriteAsync(RecordUses command, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, ct);
            _failing = false;
        }
        catch (Exception e) when (DatabaseOutages.Includes(e) || ct.IsCancellationRequested)
        {
            // Kept in memory: the next time writes it.
            if (!_failing)
            {
                _failing = true;
                logger.LogWarning("What was used is not written down yet: {Cause}", OperatorErrors.Describe(e) ?? e.Message);
            }
        }
        catch (Exception e)
        {
            logger.LogError(e, "What was used is not written down yet.");
        }
    }
}
