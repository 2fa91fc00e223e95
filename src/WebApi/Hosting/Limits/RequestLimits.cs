using System.Security.Claims;
using System.Threading.RateLimiting;
using GmailPlatform.WebApi.Hosting.Authentication;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>How many requests an API key, a signed-in person or a remote address may send, and have under way.</summary>
internal static class RequestLimits
{
    /// <summary>Sets the framework's rate limiter up.</summary>
    public static void Configure(RateLimiterOptions limiter, IOptions<LimitOptions> configured)
    {
        var options = configured.Value;
        var ofAllKinds = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http => IsAnonymous(http)
                ? Partitions.PerSecond(CallerOf(http), options.AnonymousRequestsPerAddress)
                : Partitions.PerSecond(CallerOf(http), options.RequestsPerKey)),
            PartitionedRateLimiter.Create<HttpContext, string>(http => Partitions.AtOnce(CallerOf(http), options.ConcurrentRequestsPerKey)));
        var ofLongKinds = PartitionedRateLimiter.CreateChained(
            ofAllKinds,
            PartitionedRateLimiter.Create<HttpContext, (RequestKind, string)>(http =>
                Partitions.AtOnce((KindOf(http), CallerOf(http)), PerKey(options, KindOf(http)))),
            PartitionedRateLimiter.Create<HttpContext, RequestKind>(http => Partitions.AtOnce(KindOf(http), PerNode(options, KindOf(http)))));
        limiter.GlobalLimiter = new LimiterByKind(KindOf, calls: ofAllKinds, others: ofLongKinds);
        limiter.OnRejected = (context, _) => new ValueTask(context.HttpContext.WriteProblemAsync(FailureOf(context)));
    }

    private static Domain.Failure FailureOf(OnRejectedContext context) => context.Lease.TryGetMetadata(MetadataName.RetryAfter, out _)
        ? LimitFailures.Rate
        : LimitFailures.Concurrency(KindOf(context.HttpContext));

    private static int PerKey(LimitOptions options, RequestKind kind) => kind switch
    {
        RequestKind.Stream => options.StreamsPerKey,
        RequestKind.Batch => options.BatchesPerKey,
        RequestKind.Waiting => options.WaitingCallsPerKey,
        _ => 0,
    };

    private static int PerNode(LimitOptions options, RequestKind kind) => kind switch
    {
        RequestKind.Stream => options.StreamsPerNode,
        RequestKind.Batch => options.BatchesPerNode,
        RequestKind.Waiting => options.WaitingCallsPerNode,
        _ => 0,
    };

    private static RequestKind KindOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<IHasRequestKind>()?.KindOf(http.Request) ?? RequestKind.Call;

    private static bool IsAnonymous(HttpContext http) => http.User.Identity is not { IsAuthenticated: true };

    private static string CallerOf(HttpContext http) => http.User.Identity is ApiKeyIdentity key
        ? key.KeyId
        : http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? $"address:{RemoteAddress.Of(http)}";
}
