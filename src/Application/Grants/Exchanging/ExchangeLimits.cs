namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>The limits of a code exchange, in real time.</summary>
/// <param name="RetryWindow">How long the exchange and the look-up of the person are retried, each, and how long a caller waits for the commit.</param>
public sealed record ExchangeLimits(TimeSpan RetryWindow)
{
    /// <summary>How long received tokens wait in memory for the database.</summary>
    public TimeSpan StorageRetryWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a callback tries to commit the use of its state. Shorter than the deadline of a request.</summary>
    internal TimeSpan ConsumptionWindow { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Exchanges that may run at once on this node; each may hold tokens.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How many of them may be of one tenant.</summary>
    public int TenantCapacity => Math.Max(1, Capacity / 4);

    /// <summary>Longer than the retries of the exchange and the look-up, so that only an outage of the database outlasts a caller.</summary>
    internal TimeSpan CallerWaits => (2 * RetryWindow) + LastAttempt;

    /// <summary>From the start of the exchange to the last attempt to commit, on nodes whose clocks differ.</summary>
    internal TimeSpan LongestExchange => CallerWaits + StorageRetryWindow + LastAttempt + ClockMargin;

    /// <summary>An attempt that begins within a retry window ends after it.</summary>
    private static TimeSpan LastAttempt => TimeSpan.FromSeconds(10);

    private static TimeSpan ClockMargin => TimeSpan.FromMinutes(1);
}
