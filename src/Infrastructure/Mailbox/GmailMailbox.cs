using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Util;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class GmailMailbox(GmailServices services, GmailCalls calls, GmailUploads uploads, IOptions<GoogleOptions> options) : IMailbox
{
    public Task<MailboxAnswer<MessagePage>> ListMessagesAsync(
        Secret accessToken, MessageFilter filter, int pageSize, string? pageToken, CancellationToken ct)
    {
        var request = services.Gmail.Users.Messages.List(GmailCalls.Me);
        request.Q = filter.Query;
        request.LabelIds = new Repeatable<string>(filter.LabelIds);
        request.IncludeSpamTrash = filter.IncludeSpamTrash;
        request.MaxResults = pageSize;
        request.PageToken = pageToken;
        return calls.RunAsync(
            request,
            accessToken,
            // Gmail leaves empty lists out.
            page => new MessagePage(
                [.. (page.Messages ?? []).Select(message => new MessageReference(message.Id, message.ThreadId))],
                page.NextPageToken,
                page.ResultSizeEstimate ?? 0),
            ct);
    }

    public Task<MailboxAnswer<MailMessage>> GetMessageAsync(Secret accessToken, string messageId, MessageFormat format, CancellationToken ct)
    {
        var request = services.Gmail.Users.Messages.Get(GmailCalls.Me, messageId);
        request.Format = format switch
        {
            MessageFormat.Metadata => UsersResource.MessagesResource.GetRequest.FormatEnum.Metadata,
            MessageFormat.Minimal => UsersResource.MessagesResource.GetRequest.FormatEnum.Minimal,
            MessageFormat.Raw => UsersResource.MessagesResource.GetRequest.FormatEnum.Raw,
            _ => UsersResource.MessagesResource.GetRequest.FormatEnum.Full,
        };
        return calls.RunAsync(request, accessToken, message => message.ToMailMessage(), ct);
    }

    /// <summary>A call that does not answer, the look-up, and a second try.</summary>
    public TimeSpan LongestSend => 3 * options.Value.GmailTimeout;

    public Task<MailboxAnswer<SentMessage>> SendMessageAsync(Secret accessToken, Rfc822Message message, CancellationToken ct) => uploads.UploadAsync(
        HttpMethod.Post,
        "messages/send",
        new { threadId = message.ThreadId },
        message,
        accessToken,
        (Message sent) => new SentMessage(sent.Id, sent.ThreadId, message.MessageId ?? ""),
        ct);

    public Task<MailboxAnswer<MailProfile>> GetProfileAsync(Secret accessToken, CancellationToken ct) => calls.RunAsync(
        services.Gmail.Users.GetProfile(GmailCalls.Me),
        accessToken,
        profile => new MailProfile(profile.EmailAddress, profile.MessagesTotal ?? 0, profile.ThreadsTotal ?? 0, $"{profile.HistoryId}"),
        ct);

    public Task<MailboxAnswer<HistoryPage>> ListHistoryAsync(Secret accessToken, ulong startHistoryId, int pageSize, string? pageToken, CancellationToken ct)
    {
        var request = services.Gmail.Users.History.List(GmailCalls.Me);
        (request.StartHistoryId, request.MaxResults, request.PageToken) = (startHistoryId, pageSize, pageToken);
        return calls.RunAsync(
            request,
            accessToken,
            page => new HistoryPage([.. (page.History ?? []).SelectMany(record => record.ToChanges())], $"{page.HistoryId}", page.NextPageToken),
            ct);
    }

    public Task<MailboxAnswer<LabelledMessage>> ModifyMessageAsync(
        Secret accessToken, string messageId, IReadOnlyList<string> addLabelIds, IReadOnlyList<string> removeLabelIds, CancellationToken ct)
    {
        var body = new ModifyMessageRequest { AddLabelIds = [.. addLabelIds], RemoveLabelIds = [.. removeLabelIds] };
        return calls.RunAsync(services.Gmail.Users.Messages.Modify(body, GmailCalls.Me, messageId), accessToken, MessageParsing.ToLabelledMessage, ct);
    }

    public Task<MailboxAnswer<LabelledMessage>> TrashMessageAsync(Secret accessToken, string messageId, CancellationToken ct) =>
        calls.RunAsync(services.Gmail.Users.Messages.Trash(GmailCalls.Me, messageId), accessToken, MessageParsing.ToLabelledMessage, ct);

    public Task<MailboxAnswer<LabelledMessage>> UntrashMessageAsync(Secret accessToken, string messageId, CancellationToken ct) =>
        calls.RunAsync(services.Gmail.Users.Messages.Untrash(GmailCalls.Me, messageId), accessToken, MessageParsing.ToLabelledMessage, ct);

    public Task<MailboxAnswer<Done>> DeleteMessageAsync(Secret accessToken, string messageId, CancellationToken ct) =>
        calls.RunAsync(services.Gmail.Users.Messages.Delete(GmailCalls.Me, messageId), accessToken, GmailCalls.Nothing, ct);

    public Task<MailboxAnswer<Done>> BatchModifyMessagesAsync(
        Secret accessToken, IReadOnlyList<string> ids, IReadOnlyList<string> addLabelIds, IReadOnlyList<string> removeLabelIds, CancellationToken ct)
    {
        var body = new BatchModifyMessagesRequest { Ids = [.. ids], AddLabelIds = [.. addLabelIds], RemoveLabelIds = [.. removeLabelIds] };
        return calls.RunAsync(services.Gmail.Users.Messages.BatchModify(body, GmailCalls.Me), accessToken, GmailCalls.Nothing, ct);
    }

    public Task<MailboxAnswer<Done>> BatchDeleteMessagesAsync(Secret accessToken, IReadOnlyList<string> ids, CancellationToken ct) =>
        calls.RunAsync(
            services.Gmail.Users.Messages.BatchDelete(new BatchDeleteMessagesRequest { Ids = [.. ids] }, GmailCalls.Me), accessToken, GmailCalls.Nothing, ct);
}
