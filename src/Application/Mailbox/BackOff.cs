using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Exponential back-off with jitter, as Google asks for (Gmail API, "Resolve errors").</summary>
internal static class BackOff
{
    /// <summary>How long to wait before the next attempt.</summary>
    /// <param name="attempt">How many there were, from 1.</param>
    /// <param name="retryAfter">What Google asks for: never sooner than that.</param>
    public static TimeSpan After(int attempt, TimeSpan? retryAfter)
    {
        var wait = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1) + Random.Shared.NextDouble());
        return retryAfter > wait ? retryAfter.Value : wait;
    }

    /// <summary>Whether the same call can succeed later.</summary>
    public static bool MayPass(Failure failure) => failure.Kind is FailureKind.RateLimited or FailureKind.Unavailable;
}
