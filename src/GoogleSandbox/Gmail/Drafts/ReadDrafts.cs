using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Drafts;

/// <summary><c>users.drafts.list</c>: newest first, ids only.</summary>
internal sealed class ListDrafts(PageTokens pageTokens) : IGmailHandler
{
    public string MethodId => "gmail.users.drafts.list";

    public Type Resource => typeof(DraftListResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (MessageSearch.Read(call, pageTokens, out var search) is { } refusal)
        {
            return refusal;
        }

        var found = search!.Matches.Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        var drafts = call.Person.Mailbox.Drafts.Where(draft => found.Contains(draft.Message.Id)).ToList();
        var (page, next) = search.Page(drafts, draft => draft.Message);
        return GmailAnswer.Of(new DraftListResource
        {
            Drafts = page.Count == 0 ? null : [.. page.Select(draft => new DraftResource(draft.Id, MessageResource.Named(draft.Message)))],
            NextPageToken = next,
            ResultSizeEstimate = drafts.Count,
        });
    }
}

/// <summary><c>users.drafts.get</c>, in the formats of messages.</summary>
internal sealed class GetDraft(MessageFormats formats) : IGmailHandler
{
    public string MethodId => "gmail.users.drafts.get";

    public Type Resource => typeof(DraftResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (MessageFormats.Read(call, "GetDraftRequest", MessageFormats.OfMessages, out var format) is { } refusal)
        {
            return refusal;
        }

        return call.Person.Mailbox.FindDraft(call.Route("id")) is { } draft
            ? GmailAnswer.Of(new DraftResource(draft.Id, formats.Write(draft.Message, format, metadataHeaders: [])))
            : GmailErrors.NotFound;
    }
}
