using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What can go wrong with mail. Outages and limits of Google are those of the grants.</summary>
public static class MailboxFailures
{
    public static readonly Failure NotFound = new("not_found", FailureKind.NotFound, "There is nothing with this id in this mailbox.");

    public static readonly Failure HistoryGone = new(
        "history_gone", FailureKind.Gone, "Gmail no longer holds changes of that long ago. List the messages anew, and go on from the historyId of the profile.");

    private static readonly Failure MailboxQuotaUsedUp = Limited("This account has used up its Gmail quota for this minute. Try again when the minute is over.");

    private static readonly Failure TenantQuotaUsedUp = Limited(
        "This tenant has used up its share of the Google project's Gmail quota for this minute. Try again when the minute is over. A Google client of the tenant's own has a quota of its own.");

    private static readonly Failure ProjectQuotaUsedUp = Limited(
        "All tenants of the Google project together have used up its Gmail quota for this minute. Try again when the minute is over.");

    public static readonly Failure IdempotencyKeyReused = new(
        "idempotency_key_reused", FailureKind.InvalidRequest, "This Idempotency-Key was used for another message. Send each message with a key of its own.");

    public static readonly Failure SendInProgress = new(
        "send_in_progress", FailureKind.Conflict, "Another attempt under this Idempotency-Key has not ended. Ask again with the same key for its outcome.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>An attempt ended without its outcome being known, and the grant's scopes do not let anybody look.</summary>
    /// <param name="insufficient">Names the scopes and where to get them.</param>
    public static Failure SendUnconfirmed(Failure insufficient) => insufficient with
    {
        Code = "send_unconfirmed",
        Kind = FailureKind.Conflict,
        Detail = "Gmail did not say whether it sent the message, and this grant may not look. It is not sent again. Add the scope at authorizationUrl and repeat the call, or look into the mailbox.",
    };

    /// <summary>Says whose quota is used up.</summary>
    public static Failure QuotaUsedUp(QuotaScope? exhausted) => exhausted switch
    {
        QuotaScope.Tenant => TenantQuotaUsedUp,
        QuotaScope.Project => ProjectQuotaUsedUp,
        _ => MailboxQuotaUsedUp,
    };

    public static Failure Rejected(string message) => CommonFailures.Validation("google", message);

    /// <summary>Gmail refuses for a reason that neither scope nor retry helps: domain policy, API not enabled, delegation.</summary>
    /// <param name="reason">Gmail's own reason.</param>
    /// <param name="remedy">What can be done about it, where that is known.</param>
    public static Failure Forbidden(string reason, string? remedy) =>
        new("forbidden", FailureKind.Forbidden, $"Gmail refuses this call for this account. {remedy}".TrimEnd()) { Reason = reason };

    private static Failure Limited(string detail) => new("rate_limited", FailureKind.RateLimited, detail);
}
