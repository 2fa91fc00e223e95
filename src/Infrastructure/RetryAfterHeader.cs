using System.Net.Http.Headers;

namespace GmailPlatform.Infrastructure;

internal static class RetryAfterHeader
{
    /// <summary>Gmail's limits on sending last up to a day; nobody is told to wait longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>How long <c>Retry-After</c> asks to wait (RFC 9110 section 10.2.3), up to a day; null where it is absent, past or no such value.</summary>
    public static TimeSpan? WaitFrom(this HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > now => date - now,
            _ => null,
        };
        return wait > Longest ? Longest : wait;
    }
}
