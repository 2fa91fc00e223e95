using System.Collections.Concurrent;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>
/// The exchanges of this node. Each runs apart from the request that brought its code: a caller that goes away or stops waiting ends nothing, and
/// a node that stops finishes them first.
/// </summary>
internal sealed class CodeExchanges(IServiceScopeFactory scopes, ExchangeLimits limits) : ICodeExchanges
{
    private readonly ConcurrentDictionary<Guid, Task> _running = new();

    /// <summary>Exchanges the code and waits for its end within <see cref="ExchangeLimits.CallerWaits"/>; then it goes on without its caller.</summary>
    /// <param name="flow">The code and its flow.</param>
    /// <param name="ended">Runs at the end, however late.</param>
    public async Task<Result<ConnectedGrant>> RunAsync(ExchangeFlow flow, Func<Result<ConnectedGrant>, Task> ended)
    {
        if (_running.Count >= limits.Capacity)
        {
            return GrantFailures.TooManyExchanges;
        }

        var (id, progress) = (Guid.NewGuid(), new Progress());
        var running = Task.Run(() => RunAsync(flow, ended, progress));
        _running[id] = running;
        _ = running.ContinueWith(_ => _running.TryRemove(id, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        // The exchange has limits of its own.
        using var waiting = WorkDeadline.Suspend();
        try
        {
            return await running.WaitAsync(limits.CallerWaits, TimeProvider.System);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            return progress.State is ExchangeState.Storing storing ? storing.Pending : GrantFailures.ExchangePending;
        }
    }

    public Task DrainAsync(CancellationToken ct) => Task.WhenAll(_running.Values).WaitAsync(ct);

    private async Task<Result<ConnectedGrant>> RunAsync(ExchangeFlow flow, Func<Result<ConnectedGrant>, Task> ended, Progress progress)
    {
        // Not the request's deadline, which flows here with its context.
        using var none = WorkDeadline.Detach();
        await using var scope = scopes.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<CodeExchange>().RunAsync(flow, state => progress.State = state);
        await ended(result);
        return result;
    }

    private sealed class Progress
    {
        public volatile ExchangeState? State;
    }
}

/// <summary>What a node that stops waits for.</summary>
public interface ICodeExchanges
{
    /// <summary>Waits until no exchange runs any more.</summary>
    Task DrainAsync(CancellationToken ct);
}
