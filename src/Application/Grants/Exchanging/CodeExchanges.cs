using System.Collections.Concurrent;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>
/// The exchanges of this node. Each runs apart from the request that brought its code: a caller that disconnects or stops waiting ends nothing, and
/// a node that stops finishes them first.
/// </summary>
internal sealed class CodeExchanges(IServiceScopeFactory scopes, ExchangeLimits limits, IOutages outages, IExchangeLog log) : ICodeExchanges
{
    private static readonly TimeSpan RecordingPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, RunningExchange> _running = new(StringComparer.Ordinal);
    private readonly ExchangeSlots _slots = new(limits);
    private readonly RecentExchanges _recent = new(limits.Capacity, TimeProvider.System);

    /// <summary>Reserves a slot for an exchange, before a code or a state is used up; or says why the tenant gets none now.</summary>
    public Result<ExchangeSlot> TryReserve(TenantId tenant) => _slots.TryReserve(tenant);

    /// <summary>Exchanges the code, or joins its exchange, also one that ended well a moment ago, and waits for the end within <see cref="ExchangeLimits.CallerWaits"/>; then it goes on without its caller.</summary>
    /// <param name="flow">The code and its flow.</param>
    /// <param name="record">Records the outcome; repeated while the database is away.</param>
    /// <param name="reserved">The slot of a caller that reserved one; it stays the caller's where the exchange runs already.</param>
    public async Task<Result<ConnectedGrant>> RunAsync(ExchangeFlow flow, Func<Result<ConnectedGrant>, Task> record, ExchangeSlot? reserved = null)
    {
        var own = new RunningExchange(flow);
        var running = _running.GetOrAdd(own.Key, own);
        if (running == own)
        {
            // Asked here: an exchange that ends is remembered before its place is free.
            if (_recent.Find(own.Key) is { } connected)
            {
                End(own, connected);
                return connected;
            }

            var reservation = reserved is null ? TryReserve(own.Tenant) : reserved.HandOver();
            if (!reservation.Succeeded(out var slot, out var refusal))
            {
                End(own, refusal);
                return refusal;
            }

            _ = Task.Run(() => RunToEndAsync(own, record, slot));
        }

        return await WaitAsync(running);
    }

    /// <summary>The exchange that an authorization waits for; null when this node runs none.</summary>
    public RunningExchange? Find(Guid authorizationId) => _running.Values.FirstOrDefault(running => running.AuthorizationId == authorizationId);

    /// <summary>Waits for the result within <see cref="ExchangeLimits.CallerWaits"/>.</summary>
    public async Task<Result<ConnectedGrant>> WaitAsync(RunningExchange running)
    {
        // The exchange has limits of its own.
        using var waiting = WorkDeadline.Suspend();
        try
        {
            return await running.Result.WaitAsync(limits.CallerWaits, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            return running.Result.IsCompleted ? await running.Result : running.Pending;
        }
    }

    public Task DrainAsync(CancellationToken ct) => Task.WhenAll(_running.Values.Select(running => running.Ended)).WaitAsync(ct);

    private async Task RunToEndAsync(RunningExchange running, Func<Result<ConnectedGrant>, Task> record, ExchangeSlot slot)
    {
        // Not the request's deadline, which flows here with its context.
        using var none = WorkDeadline.Detach();
        try
        {
            var result = await ResultOfAsync(running);
            var started = TimeProvider.System.GetTimestamp();
            Remember(running, result);
            var recorded = await TryRecordAsync(running, record, result);
            running.Complete(result);
            while (!recorded && TimeProvider.System.GetElapsedTime(started) < limits.StorageRetryWindow)
            {
                await Task.Delay(RecordingPause, TimeProvider.System);
                recorded = await TryRecordAsync(running, record, result);
            }
        }
        finally
        {
            slot.Dispose();
            End(running, GrantFailures.ExchangeBroken);
        }
    }

    /// <summary>The outcome of an authorization is remembered with it.</summary>
    private void Remember(RunningExchange running, Result<ConnectedGrant> result)
    {
        if (running.AuthorizationId is null && result.Succeeded(out var grant, out _))
        {
            _recent.Add(running.Key, grant);
        }
    }

    private async Task<Result<ConnectedGrant>> ResultOfAsync(RunningExchange running)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<CodeExchange>().RunAsync(running.Flow, running.Enter);
        }
        catch (Exception e)
        {
            log.ExchangeBroken(running.Tenant, running.StateName, e);
            return GrantFailures.ExchangeBroken;
        }
    }

    /// <summary>Lets go of everybody who still waits.</summary>
    private void End(RunningExchange running, Result<ConnectedGrant> otherwise)
    {
        _running.TryRemove(running.Key, out _);
        running.Complete(otherwise);
        running.End();
    }

    /// <summary>False while the database is away. Whatever else goes wrong is logged, and does not change the result.</summary>
    private async Task<bool> TryRecordAsync(RunningExchange running, Func<Result<ConnectedGrant>, Task> record, Result<ConnectedGrant> result)
    {
        try
        {
            using var deadline = WorkDeadline.Start(WorkDeadline.Limit, CancellationToken.None);
            return await WorkDeadline.GuardAsync(RecordAsync());
        }
        catch (Exception e)
        {
            if (outages.Describe(e) is not null)
            {
                return false;
            }

            log.OutcomeNotRecorded(running.Tenant, e);
            return true;
        }

        async Task<bool> RecordAsync()
        {
            await record(result);
            return true;
        }
    }
}

/// <summary>What a node that stops waits for.</summary>
public interface ICodeExchanges
{
    /// <summary>Waits until no exchange runs any more.</summary>
    Task DrainAsync(CancellationToken ct);
}
