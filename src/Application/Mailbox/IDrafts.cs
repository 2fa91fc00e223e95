using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>A draft in a list. Its id stays when its message is replaced; the message gets another.</summary>
public sealed record DraftReference(string Id, string MessageId, string ThreadId);

/// <summary>One page of a list of drafts.</summary>
/// <param name="ResultSizeEstimate">Gmail's estimate; not a count.</param>
public sealed record DraftPage(IReadOnlyList<DraftReference> Drafts, string? NextPageToken, long ResultSizeEstimate);

/// <summary>A message that is not sent yet.</summary>
public sealed record MailDraft(string Id, MailMessage Message);

/// <summary>The drafts of one person's Gmail. Each method is one call to Google, never repeated here, bounded in time and size.</summary>
public interface IDrafts
{
    Task<MailboxAnswer<DraftPage>> ListDraftsAsync(Secret accessToken, string? query, int pageSize, string? pageToken, CancellationToken ct);

    Task<MailboxAnswer<MailDraft>> GetDraftAsync(Secret accessToken, string draftId, MessageFormat format, CancellationToken ct);

    Task<MailboxAnswer<DraftReference>> CreateDraftAsync(Secret accessToken, Rfc822Message message, CancellationToken ct);

    Task<MailboxAnswer<DraftReference>> UpdateDraftAsync(Secret accessToken, string draftId, Rfc822Message message, CancellationToken ct);

    /// <summary>Sends a draft, which is then none any more: it cannot be sent twice.</summary>
    Task<MailboxAnswer<LabelledMessage>> SendDraftAsync(Secret accessToken, string draftId, CancellationToken ct);

    Task<MailboxAnswer<Done>> DeleteDraftAsync(Secret accessToken, string draftId, CancellationToken ct);
}
