using GmailPlatform.Application.Grants.Exchanging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Lets a node that stops finish its code exchanges first, within the host's time-out.</summary>
internal sealed class ExchangeDrain(ICodeExchanges exchanges, ILogger<ExchangeDrain> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await exchanges.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            logger.LogError("Stopped while code exchanges were running; tokens that Google issued may be lost and the people must consent again");
        }
    }
}
