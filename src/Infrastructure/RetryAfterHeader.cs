using System.Net.Http.Headers;

namespace GmailPlatform.Infrastructure;

internal static class RetryAfterHeader
{
    /// <summary>How long <c>Retry-After</c> asks to wait (RFC 9110 section 10.2.3).</summary>
    public static TimeSpan? WaitFrom(this HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > now => date - now,
        _ => null,
    };
}
