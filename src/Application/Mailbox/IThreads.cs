using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>A conversation in a list.</summary>
/// <param name="Snippet">The beginning of its newest message.</param>
public sealed record ThreadReference(string Id, string? Snippet, string? HistoryId);

/// <summary>One page of a list of threads.</summary>
/// <param name="ResultSizeEstimate">Gmail's estimate; not a count.</param>
public sealed record ThreadPage(IReadOnlyList<ThreadReference> Threads, string? NextPageToken, long ResultSizeEstimate);

/// <summary>A conversation with its messages, oldest first.</summary>
public sealed record MailThread(string Id, string? HistoryId, IReadOnlyList<MailMessage> Messages);

/// <summary>A conversation after its messages' labels were changed.</summary>
public sealed record LabelledThread(string Id, IReadOnlyList<LabelledMessage> Messages);

/// <summary>The conversations of one person's Gmail. Each method is one call to Google, never repeated here, bounded in time and size.</summary>
public interface IThreads
{
    Task<MailboxAnswer<ThreadPage>> ListThreadsAsync(Secret accessToken, MessageFilter filter, int pageSize, string? pageToken, CancellationToken ct);

    /// <summary>A thread does not come <see cref="MessageFormat.Raw"/>.</summary>
    Task<MailboxAnswer<MailThread>> GetThreadAsync(Secret accessToken, string threadId, MessageFormat format, CancellationToken ct);

    Task<MailboxAnswer<LabelledThread>> ModifyThreadAsync(
        Secret accessToken, string threadId, IReadOnlyList<string> addLabelIds, IReadOnlyList<string> removeLabelIds, CancellationToken ct);

    Task<MailboxAnswer<LabelledThread>> TrashThreadAsync(Secret accessToken, string threadId, CancellationToken ct);

    Task<MailboxAnswer<LabelledThread>> UntrashThreadAsync(Secret accessToken, string threadId, CancellationToken ct);

    Task<MailboxAnswer<Done>> DeleteThreadAsync(Secret accessToken, string threadId, CancellationToken ct);
}
