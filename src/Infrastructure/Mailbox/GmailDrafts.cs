using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1.Data;
using static Google.Apis.Gmail.v1.UsersResource;
using GetFormat = Google.Apis.Gmail.v1.UsersResource.DraftsResource.GetRequest.FormatEnum;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class GmailDrafts(GmailServices services, GmailCalls calls, GmailUploads uploads) : IDrafts
{
    private DraftsResource Drafts => services.Gmail.Users.Drafts;

    public Task<MailboxAnswer<DraftPage>> ListDraftsAsync(Secret accessToken, string? query, int pageSize, string? pageToken, CancellationToken ct)
    {
        var request = Drafts.List(GmailCalls.Me);
        (request.Q, request.MaxResults, request.PageToken) = (query, pageSize, pageToken);
        return calls.RunAsync(
            request,
            accessToken,
            page => new DraftPage([.. (page.Drafts ?? []).Select(ToReference)], page.NextPageToken, page.ResultSizeEstimate ?? 0),
            ct);
    }

    public Task<MailboxAnswer<MailDraft>> GetDraftAsync(Secret accessToken, string draftId, MessageFormat format, CancellationToken ct)
    {
        var request = Drafts.Get(GmailCalls.Me, draftId);
        request.Format = format switch
        {
            MessageFormat.Metadata => GetFormat.Metadata,
            MessageFormat.Minimal => GetFormat.Minimal,
            MessageFormat.Raw => GetFormat.Raw,
            _ => GetFormat.Full,
        };
        return calls.RunAsync(request, accessToken, draft => new MailDraft(draft.Id, draft.Message.ToMailMessage()), ct);
    }

    public Task<MailboxAnswer<DraftReference>> CreateDraftAsync(Secret accessToken, Rfc822Message message, CancellationToken ct) =>
        UploadAsync(HttpMethod.Post, "drafts", message, accessToken, ct);

    public Task<MailboxAnswer<DraftReference>> UpdateDraftAsync(Secret accessToken, string draftId, Rfc822Message message, CancellationToken ct) =>
        UploadAsync(HttpMethod.Put, $"drafts/{draftId}", message, accessToken, ct);

    public Task<MailboxAnswer<LabelledMessage>> SendDraftAsync(Secret accessToken, string draftId, CancellationToken ct) =>
        calls.RunAsync(Drafts.Send(new Draft { Id = draftId }, GmailCalls.Me), accessToken, MessageParsing.ToLabelledMessage, ct);

    public Task<MailboxAnswer<Done>> DeleteDraftAsync(Secret accessToken, string draftId, CancellationToken ct) =>
        calls.RunAsync(Drafts.Delete(GmailCalls.Me, draftId), accessToken, GmailCalls.Nothing, ct);

    private Task<MailboxAnswer<DraftReference>> UploadAsync(HttpMethod method, string path, Rfc822Message message, Secret accessToken, CancellationToken ct) =>
        uploads.UploadAsync<Draft, DraftReference>(method, path, new { message = new { threadId = message.ThreadId } }, message, accessToken, ToReference, ct);

    private static DraftReference ToReference(Draft draft) => new(draft.Id, draft.Message.Id, draft.Message.ThreadId);
}
