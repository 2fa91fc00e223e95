using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1;
using Google.Apis.Requests;
using Google.Apis.Util;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class GmailMailbox(GmailServices services, GmailErrors errors) : IMailbox
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
