using System.Threading.RateLimiting;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Memory and disk for the bodies of requests that are under way, bounded for a tenant and for the node.</summary>
internal sealed class BodyBudget : IAsyncDisposable
{
    /// <summary>Bytes of one permit.</summary>
    public const int Unit = 64 * 1024;

    private readonly PartitionedRateLimiter<TenantId> _tenants;
    private readonly PartitionedRateLimiter<TenantId> _node;
    private readonly PartitionedRateLimiter<TenantId> _both;
    private readonly long _largest;

    public BodyBudget(IOptions<LimitOptions> options)
    {
        _tenants = PartitionedRateLimiter.Create<TenantId, TenantId>(tenant => Partitions.AtOnce(tenant, (int)(options.Value.BodyBytesPerTenant / Unit)));
        _node = PartitionedRateLimiter.Create<TenantId, bool>(_ => Partitions.AtOnce(true, (int)(options.Value.BodyBytesPerNode / Unit)));
        _largest = Math.Min(options.Value.BodyBytesPerTenant, options.Value.BodyBytesPerNode) / Unit;
        _both = PartitionedRateLimiter.CreateChained(_tenants, _node);
    }

    /// <summary>Takes permits of both budgets, or none of either; the lease gives them back. Null where one of them has too few.</summary>
    public RateLimitLease? TryTake(TenantId tenant, int units)
    {
        // More than there are at all is a mistake of the caller's to the limiter.
        if (units > _largest)
        {
            return null;
        }

        var lease = _both.AttemptAcquire(tenant, units);
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _both.DisposeAsync();
        await _tenants.DisposeAsync();
        await _node.DisposeAsync();
    }
}
