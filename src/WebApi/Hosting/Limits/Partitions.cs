using System.Threading.RateLimiting;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Limiters of one key, address or node; a limit of 0 is none.</summary>
internal static class Partitions
{
    private const int TicksPerSecond = 10;

    /// <summary>Permits of a second, with bursts of twice as many.</summary>
    public static RateLimitPartition<T> PerSecond<T>(T key, int limit) => Rate(key, burst: limit * 2, (limit + TicksPerSecond - 1) / TicksPerSecond, TimeSpan.FromSeconds(1.0 / TicksPerSecond));

    /// <summary>Permits of a minute, which come back one by one.</summary>
    public static RateLimitPartition<T> PerMinute<T>(T key, int limit) => limit < 60
        ? Rate(key, limit, 1, TimeSpan.FromMinutes(1.0 / Math.Max(limit, 1)))
        : Rate(key, limit, limit / 60, TimeSpan.FromSeconds(1));

    public static RateLimitPartition<T> AtOnce<T>(T key, int limit) => limit == 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = limit, QueueLimit = 0 });

    private static RateLimitPartition<T> Rate<T>(T key, int burst, int permits, TimeSpan period) => burst == 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetTokenBucketLimiter(
            key,
            _ => new TokenBucketRateLimiterOptions { TokenLimit = burst, TokensPerPeriod = permits, ReplenishmentPeriod = period, QueueLimit = 0 });
}
