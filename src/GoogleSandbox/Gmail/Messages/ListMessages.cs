using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Search;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.list</c>: newest first, ids only.</summary>
internal sealed class ListMessages(PageTokens pageTokens, SandboxClock clock) : IGmailHandler
{
    public string MethodId => "gmail.users.messages.list";

    public GmailAnswer Handle(GmailCall call)
    {
        if (call.ReadPageSize(out var size) is { } badSize)
        {
            return badSize;
        }

        if (call.ReadFlag("includeSpamTrash", out var includeSpamTrash) is { } badFlag)
        {
            return badFlag;
        }

        if (call.HasMetadataScope && call.Query("q") is not null)
        {
            return GmailErrors.MetadataScopeHasNoSearch;
        }

        var labelIds = call.QueryAll("labelIds");
        if (labelIds.FirstOrDefault(id => call.Person.Mailbox.FindLabel(id) is null) is { } unknown)
        {
            return GmailErrors.InvalidLabel(unknown);
        }

        // A token continues the query that it came from, and no other.
        var context = string.Join('\n', [call.Person.Sub, call.Query("q"), $"{includeSpamTrash}", .. labelIds]);
        MessagePosition? after = null;
        if (call.Query("pageToken") is { } pageToken && !pageTokens.TryRead(pageToken, context, out after))
        {
            return GmailErrors.InvalidPageToken;
        }

        return GmailAnswer.Of(Page(Matches(call, labelIds, includeSpamTrash), after, size, context));
    }

    private List<StoredMessage> Matches(GmailCall call, IReadOnlyList<string> labelIds, bool includeSpamTrash)
    {
        var query = SearchQuery.Parse(call.Query("q"));
        var context = new SearchContext(call.Person.Mailbox.Labels, call.Person.Email, clock.GetUtcNow());
        var everywhere = includeSpamTrash || query.ReachesSpamAndTrash || labelIds.Any(id => id is Label.Spam or Label.Trash);
        return [.. call.Person.Mailbox.Messages.Where(message =>
            (everywhere || !message.IsSpamOrTrash) && labelIds.All(message.LabelIds.Contains) && query.Matches(message, context))];
    }

    private MessageListResource Page(List<StoredMessage> matches, MessagePosition? after, int size, string context)
    {
        var rest = matches.SkipWhile(message => after is { } position && !position.IsBefore(message)).ToList();
        var page = rest.Take(size).ToList();
        return new MessageListResource
        {
            Messages = page.Count == 0 ? null : [.. page.Select(message => new MessageResource { Id = message.Id, ThreadId = message.ThreadId })],
            NextPageToken = rest.Count > page.Count ? pageTokens.Write(MessagePosition.Of(page[^1]), context) : null,
            ResultSizeEstimate = matches.Count,
        };
    }
}
