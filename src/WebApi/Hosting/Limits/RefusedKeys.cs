using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>
/// Counts wrong API keys by remote address. An address beyond its limit costs the database nothing more: only keys that this node has cached still open.
/// </summary>
internal sealed class RefusedKeys(IOptions<LimitOptions> options) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => Partitions.PerMinute(address, options.Value.RefusedKeysPerAddress));

    /// <summary>Whether an unknown key of this address may still be looked up.</summary>
    public bool MayTry(HttpContext http)
    {
        using var lease = _limiter.AttemptAcquire(RemoteAddress.Of(http), permitCount: 0);
        return lease.IsAcquired;
    }

    /// <summary>Counts a refusal; false beyond the limit.</summary>
    public bool TryCount(HttpContext http)
    {
        using var lease = _limiter.AttemptAcquire(RemoteAddress.Of(http));
        return lease.IsAcquired;
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
