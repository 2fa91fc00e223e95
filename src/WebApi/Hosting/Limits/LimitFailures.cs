using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Refusals of this node's own limits. Nothing was done, so the request may be repeated.</summary>
internal static class LimitFailures
{
    public static readonly Failure Bodies = Limited("Too many large request bodies are under way for this tenant or on this node. Send fewer at once.", seconds: 5);

    public static readonly Failure RefusedKeys = Limited("Too many requests with a wrong API key, or none, came from this address. Correct the key and wait.", seconds: 10);

    public static readonly Failure Rate = Limited("Too many requests in a short time. Send fewer a second.", seconds: 1);

    /// <summary>Too many at once.</summary>
    public static Failure Concurrency(RequestKind kind) => kind switch
    {
        RequestKind.Stream => Limited("Too many streams are open for this API key or on this node. Close some, or read them to their end.", seconds: 10),
        RequestKind.Batch => Limited("Too many batches are under way for this API key or on this node. Send fewer at once.", seconds: 2),
        RequestKind.Waiting => Limited("Too many calls with 'Prefer: wait' are under way for this API key or on this node. Send fewer at once.", seconds: 10),
        _ => Limited("Too many requests are under way for this API key. Send fewer at once.", seconds: 1),
    };

    private static Failure Limited(string detail, int seconds) => new("rate_limited", FailureKind.RateLimited, detail) { RetryAfter = TimeSpan.FromSeconds(seconds) };
}
