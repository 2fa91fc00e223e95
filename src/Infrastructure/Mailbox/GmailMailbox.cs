using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Requests;
using Google.Apis.Util;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class GmailMailbox(GmailServices services, GmailUploads uploads, GmailErrors errors, IOptions<GoogleOptions> options) : IMailbox
{
    /// <summary>The mailbox of the person whose token it is.</summary>
    private const string Me = "me";

    public Task<MailboxAnswer<MessagePage>> ListMessagesAsync(
        Secret accessToken, MessageFilter filter, int pageSize, string? pageToken, CancellationToken ct)
    {
        var request = services.Gmail.Users.Messages.List(Me);
        request.Q = filter.Query;
        request.LabelIds = new Repeatable<string>(filter.LabelIds);
        request.IncludeSpamTrash = filter.IncludeSpamTrash;
        request.MaxResults = pageSize;
        request.PageToken = pageToken;
        return RunAsync(
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
        var request = services.Gmail.Users.Messages.Get(Me, messageId);
        request.Format = format switch
        {
            MessageFormat.Metadata => UsersResource.MessagesResource.GetRequest.FormatEnum.Metadata,
            MessageFormat.Minimal => UsersResource.MessagesResource.GetRequest.FormatEnum.Minimal,
            MessageFormat.Raw => UsersResource.MessagesResource.GetRequest.FormatEnum.Raw,
            _ => UsersResource.MessagesResource.GetRequest.FormatEnum.Full,
        };
        return RunAsync(request, accessToken, message => message.ToMailMessage(), ct);
    }

    /// <summary>A call that does not answer, the look-up, and a second try.</summary>
    public TimeSpan LongestSend => 3 * options.Value.GmailTimeout;

    public Task<MailboxAnswer<SentMessage>> SendMessageAsync(Secret accessToken, Rfc822Message message, CancellationToken ct) => uploads.SendAsync(accessToken, message, ct);

    public Task<MailboxAnswer<MailProfile>> GetProfileAsync(Secret accessToken, CancellationToken ct) => RunAsync(
        services.Gmail.Users.GetProfile(Me),
        accessToken,
        profile => new MailProfile(profile.EmailAddress, profile.MessagesTotal ?? 0, profile.ThreadsTotal ?? 0, $"{profile.HistoryId}"),
        ct);

    public Task<MailboxAnswer<MailLabels>> ListLabelsAsync(Secret accessToken, CancellationToken ct) => RunAsync(
        services.Gmail.Users.Labels.List(Me),
        accessToken,
        list => new MailLabels([.. (list.Labels ?? []).Select(label => new MailLabel(label.Id, label.Name, label.Type))]),
        ct);

    public Task<MailboxAnswer<HistoryPage>> ListHistoryAsync(Secret accessToken, ulong startHistoryId, int pageSize, string? pageToken, CancellationToken ct)
    {
        var request = services.Gmail.Users.History.List(Me);
        (request.StartHistoryId, request.MaxResults, request.PageToken) = (startHistoryId, pageSize, pageToken);
        return RunAsync(
            request,
            accessToken,
            page => new HistoryPage([.. (page.History ?? []).SelectMany(record => record.ToChanges())], $"{page.HistoryId}", page.NextPageToken),
            ct);
    }

    public Task<MailboxAnswer<LabelledMessage>> ModifyMessageAsync(
        Secret accessToken, string messageId, IReadOnlyList<string> addLabelIds, IReadOnlyList<string> removeLabelIds, CancellationToken ct)
    {
        var body = new ModifyMessageRequest { AddLabelIds = [.. addLabelIds], RemoveLabelIds = [.. removeLabelIds] };
        return RunAsync(services.Gmail.Users.Messages.Modify(body, Me, messageId), accessToken, ToLabelledMessage, ct);
    }

    public Task<MailboxAnswer<LabelledMessage>> TrashMessageAsync(Secret accessToken, string messageId, CancellationToken ct) =>
        RunAsync(services.Gmail.Users.Messages.Trash(Me, messageId), accessToken, ToLabelledMessage, ct);

    public Task<MailboxAnswer<LabelledMessage>> UntrashMessageAsync(Secret accessToken, string messageId, CancellationToken ct) =>
        RunAsync(services.Gmail.Users.Messages.Untrash(Me, messageId), accessToken, ToLabelledMessage, ct);

    private static LabelledMessage ToLabelledMessage(Message message) => new(message.Id, message.ThreadId, [.. message.LabelIds ?? []]);

    private async Task<MailboxAnswer<T>> RunAsync<TResponse, T>(
        ClientServiceRequest<TResponse> request, Secret accessToken, Func<TResponse, T> read, CancellationToken ct)
    {
        request.Credential = new BearerToken(accessToken);
        var headers = new LastFailedResponse();
        request.AddUnsuccessfulResponseHandler(headers);
        try
        {
            return new MailboxAnswer<T>.Found(read(await request.ExecuteAsync(ct)));
        }
        catch (Exception e) when (errors.Sort<T>(e, headers, ct) is { } answer)
        {
            return answer;
        }
    }
}
