using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Store;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Renews the tokens that callers of this node were given shortly before their end. What fails is left to the next call.</summary>
internal sealed class RefreshAheadWorker(RenewalQueue renewals, IServiceScopeFactory scopes, ILogger<RefreshAheadWorker> logger) : BackgroundService
{
    private const int AtOnce = 32;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        renewals.ReadAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        async (renewal, ct) => await RenewAsync(renewal, ct));

    private async Task RenewAsync(RefreshAhead renewal, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            // A refresh that fails is in the history; there is nobody here to tell.
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(renewal, ct);
        }
        catch (Exception e) when (DatabaseOutages.Includes(e))
        {
            logger.LogWarning("A token was not renewed ahead of its end: {Cause}", OperatorErrors.Describe(e));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogError(e, "A token was not renewed ahead of its end.");
        }
        finally
        {
            renewals.Finish(renewal);
        }
    }
}
