using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Util;
using static Google.Apis.Gmail.v1.UsersResource;
using GetFormat = Google.Apis.Gmail.v1.UsersResource.ThreadsResource.GetRequest.FormatEnum;
using Thread = Google.Apis.Gmail.v1.Data.Thread;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class GmailThreads(GmailServices services, GmailCalls calls) : IThreads
{
    private ThreadsResource Threads => services.Gmail.Users.Threads;

    public Task<MailboxAnswer<ThreadPage>> ListThreadsAsync(Secret accessToken, MessageFilter filter, int pageSize, string? pageToken, CancellationToken ct)
    {
        var request = Threads.List(GmailCalls.Me);
        (request.Q, request.LabelIds, request.IncludeSpamTrash) = (filter.Query, new Repeatable<string>(filter.LabelIds), filter.IncludeSpamTrash);
        (request.MaxResults, request.PageToken) = (pageSize, pageToken);
        return calls.RunAsync(
            request,
            accessToken,
            page => new ThreadPage(
                [.. (page.Threads ?? []).Select(thread => new ThreadReference(thread.Id, MessageParsing.Plain(thread.Snippet), thread.HistoryId?.ToString()))],
                page.NextPageToken,
                page.ResultSizeEstimate ?? 0),
            ct);
    }

    public Task<MailboxAnswer<MailThread>> GetThreadAsync(Secret accessToken, string threadId, MessageFormat format, CancellationToken ct)
    {
        var request = Threads.Get(GmailCalls.Me, threadId);
        request.Format = format switch
        {
            MessageFormat.Metadata => GetFormat.Metadata,
            MessageFormat.Minimal => GetFormat.Minimal,
            _ => GetFormat.Full,
        };
        return calls.RunAsync(
            request,
            accessToken,
            thread => new MailThread(thread.Id, thread.HistoryId?.ToString(), [.. (thread.Messages ?? []).Select(message => message.ToMailMessage())]),
            ct);
    }

    public Task<MailboxAnswer<LabelledThread>> ModifyThreadAsync(
        Secret accessToken, string threadId, IReadOnlyList<string> addLabelIds, IReadOnlyList<string> removeLabelIds, CancellationToken ct)
    {
        var body = new ModifyThreadRequest { AddLabelIds = [.. addLabelIds], RemoveLabelIds = [.. removeLabelIds] };
        return calls.RunAsync(Threads.Modify(body, GmailCalls.Me, threadId), accessToken, ToLabelledThread, ct);
    }

    public Task<MailboxAnswer<LabelledThread>> TrashThreadAsync(Secret accessToken, string threadId, CancellationToken ct) =>
        calls.RunAsync(Threads.Trash(GmailCalls.Me, threadId), accessToken, ToLabelledThread, ct);

    public Task<MailboxAnswer<LabelledThread>> UntrashThreadAsync(Secret accessToken, string threadId, CancellationToken ct) =>
        calls.RunAsync(Threads.Untrash(GmailCalls.Me, threadId), accessToken, ToLabelledThread, ct);

    public Task<MailboxAnswer<Done>> DeleteThreadAsync(Secret accessToken, string threadId, CancellationToken ct) =>
        calls.RunAsync(Threads.Delete(GmailCalls.Me, threadId), accessToken, GmailCalls.Nothing, ct);

    private static LabelledThread ToLabelledThread(Thread thread) => new(thread.Id, [.. (thread.Messages ?? []).Select(message => message.ToLabelledMessage())]);
}
