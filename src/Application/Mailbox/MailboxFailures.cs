using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What can go wrong with mail. Outages and limits of Google are those of the grants.</summary>
public static class MailboxFailures
{
    public static readonly Failure NotFound = new("not_found", FailureKind.NotFound, "There is no such message in this mailbox.");

    public static readonly Failure HistoryGone = new(
        "history_gone", FailureKind.Gone, "Gmail no longer holds changes of that long ago. List the messages anew, and go on from the historyId of the profile.");

    public static Failure Rejected(string message) => CommonFailures.Validation("google", message);

    /// <summary>Gmail refuses for a reason that neither scope nor retry helps: domain policy, API not enabled, delegation.</summary>
    public static Failure Forbidden(string reason) =>
        new("forbidden", FailureKind.Forbidden, "Gmail refuses this call for this account.") { Reason = reason };
}
