namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>The limits of a code exchange, in real time.</summary>
/// <param name="RetryWindow">How long the exchange and the look-up of the person are retried, each, and how long a caller waits for the commit.</param>
/// <param name="OAuthTimeout">How long one call to Google's OAuth endpoints may take.</param>
public sealed record ExchangeLimits(TimeSpan RetryWindow, TimeSpan OAuthTimeout)
{
    /// <summary>
    /// Calls to Google of the last attempts, which begin within a retry window and end after it: the code with a client and with the one that replaced it;
    /// the signing keys, newer ones and UserInfo; and two trials of refresh tokens for each conflict of the commit.
    /// </summary>
    private const int CallsOfLastAttempts = 2 + 3 + (2 * StoreCredentialsHandler.MaxAttempts);

    /// <summary>How long received tokens wait in memory for the database.</summary>
    public TimeSpan StorageRetryWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a callback tries to commit the use of its state. Shorter than the deadline of a request.</summary>
    internal TimeSpan ConsumptionWindow { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Exchanges that may run at once on this node; each may hold tokens.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How many of them may be of one tenant.</summary>
    public int TenantCapacity => Math.Max(1, Capacity / 4);

    /// <summary>Longer than the retries of the exchange and the look-up, so that little but an outage of the database outlasts a caller.</summary>
    internal TimeSpan CallerWaits => (2 * RetryWindow) + OAuthTimeout;

    /// <summary>From the start of the exchange to the last attempt to commit, on nodes whose clocks differ.</summary>
    internal TimeSpan LongestExchange =>
        (2 * RetryWindow) + StorageRetryWindow + (CallsOfLastAttempts * OAuthTimeout) + WorkDeadline.Limit + ClockMargin;

    private static TimeSpan ClockMargin => TimeSpan.FromMinutes(1);
}
