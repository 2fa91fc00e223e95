using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Threads;

/// <summary><c>users.threads.list</c>: the threads of the messages that are looked for, those with the newest first.</summary>
internal sealed class ListThreads(PageTokens pageTokens) : IGmailHandler
{
    public string MethodId => "gmail.users.threads.list";

    public Type Resource => typeof(ThreadListResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (MessageSearch.Read(call, pageTokens, out var search) is { } refusal)
        {
            return refusal;
        }

        var newest = search!.Matches.DistinctBy(message => message.ThreadId).ToList();
        var (page, next) = search.Page(newest, message => message);
        var threads = call.Person.Mailbox.Messages.ToLookup(message => message.ThreadId);
        return GmailAnswer.Of(new ThreadListResource
        {
            Threads = page.Count == 0 ? null : [.. page.Select(message => Describe(threads[message.ThreadId].DefaultIfEmpty(message)))],
            NextPageToken = next,
            ResultSizeEstimate = newest.Count,
        });
    }

    private static ThreadResource Describe(IEnumerable<StoredMessage> newestFirst)
    {
        var messages = newestFirst.ToList();
        return new ThreadResource
        {
            Id = messages[0].ThreadId,
            Snippet = Web.Forms.NullIfEmpty(messages[0].Document.Snippet),
            HistoryId = ThreadResource.HistoryIdOf(messages),
        };
    }
}
