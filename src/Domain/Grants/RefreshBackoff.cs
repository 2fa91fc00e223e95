namespace GmailPlatform.Domain.Grants;

/// <summary>How long to leave Google alone after a failed refresh.</summary>
public static class RefreshBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(1);

    /// <summary>Doubles from 2 seconds to 10 minutes, plus up to a quarter of jitter, and at least what Google asked for, up to an hour.</summary>
    /// <param name="attempt">1 for the first failure.</param>
    /// <param name="retryAfter">Google's <c>Retry-After</c>.</param>
    /// <param name="jitter">From 0 to 1.</param>
    public static TimeSpan Delay(int attempt, TimeSpan? retryAfter, double jitter)
    {
        var exponential = First * Math.Pow(2, Math.Min(attempt - 1, 16));
        var own = (exponential < Longest ? exponential : Longest) * (1 + (jitter / 4));
        var asked = retryAfter is { } wait && wait < LongestAskedFor ? wait : retryAfter is null ? TimeSpan.Zero : LongestAskedFor;
        return own > asked ? own : asked;
    }
}
