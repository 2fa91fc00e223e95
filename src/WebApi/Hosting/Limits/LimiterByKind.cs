using System.Threading.RateLimiting;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Limits ordinary calls, which are most requests, without the lookups that only the other kinds need.</summary>
/// <param name="kindOf">The kind of a request.</param>
/// <param name="calls">The limits of <see cref="RequestKind.Call"/>.</param>
/// <param name="others">The limits of all other kinds.</param>
internal sealed class LimiterByKind(
    Func<HttpContext, RequestKind> kindOf, PartitionedRateLimiter<HttpContext> calls, PartitionedRateLimiter<HttpContext> others) : PartitionedRateLimiter<HttpContext>
{
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => LimiterOf(resource).GetStatistics(resource);

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => LimiterOf(resource).AttemptAcquire(resource, permitCount);

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        LimiterOf(resource).AcquireAsync(resource, permitCount, cancellationToken);

    private PartitionedRateLimiter<HttpContext> LimiterOf(HttpContext http) => kindOf(http) is RequestKind.Call ? calls : others;
}
