namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.list</c>: newest first, ids only.</summary>
internal sealed class ListMessages(PageTokens pageTokens) : IGmailHandler
{
    public string MethodId => "gmail.users.messages.list";

    public Type Resource => typeof(MessageListResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (MessageSearch.Read(call, pageTokens, out var search) is { } refusal)
        {
            return refusal;
        }

        var (page, next) = search!.Page(search.Matches, message => message);
        return GmailAnswer.Of(new MessageListResource
        {
            Messages = page.Count == 0 ? null : [.. page.Select(MessageResource.Named)],
            NextPageToken = next,
            ResultSizeEstimate = search.Matches.Count,
        });
    }
}
