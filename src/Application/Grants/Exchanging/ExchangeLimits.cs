namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>The bounds of a code exchange, in real time.</summary>
/// <param name="Patience">How long the exchange and the look-up of the person are retried, each, and how long a caller waits for the commit.</param>
public sealed record ExchangeLimits(TimeSpan Patience)
{
    /// <summary>How long received tokens wait in memory for the database.</summary>
    public TimeSpan TokensKeptFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Exchanges that may run at once; each may hold tokens.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>Longer than the retries of the exchange and the look-up, so that only an outage of the database outlasts a caller.</summary>
    internal TimeSpan CallerWaits => (2 * Patience) + LastAttempt;

    /// <summary>An attempt that begins within the patience ends after it.</summary>
    private static TimeSpan LastAttempt => TimeSpan.FromSeconds(10);
}
