using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Search;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>The parameters that every list of mail has: what to look for, and which page of it.</summary>
internal sealed class MessageSearch
{
    private readonly PageTokens _pageTokens;
    private readonly string _context;
    private readonly int _size;
    private readonly MessagePosition? _after;

    private MessageSearch(PageTokens pageTokens, string context, int size, MessagePosition? after) =>
        (_pageTokens, _context, _size, _after) = (pageTokens, context, size, after);

    /// <summary>The messages that are looked for, newest first.</summary>
    public required IReadOnlyList<StoredMessage> Matches { get; init; }

    /// <summary>Reads the parameters; an error when they do not make a search.</summary>
    public static GmailError? Read(GmailCall call, PageTokens pageTokens, out MessageSearch? search)
    {
        search = null;
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
        var context = string.Join('\n', [call.Method.Id, call.Person.Sub, call.Query("q"), $"{includeSpamTrash}", .. labelIds]);
        MessagePosition? after = null;
        if (call.Query("pageToken") is { } pageToken && !pageTokens.TryRead(pageToken, context, out after))
        {
            return GmailErrors.InvalidPageToken;
        }

        search = new MessageSearch(pageTokens, context, size, after) { Matches = Find(call, labelIds, includeSpamTrash) };
        return null;
    }

    /// <summary>The page that is asked for of things that each stand at the place of a message, and the token of the next.</summary>
    public (IReadOnlyList<T> Page, string? NextPageToken) Page<T>(IEnumerable<T> all, Func<T, StoredMessage> place)
    {
        var rest = all.SkipWhile(item => _after is { } position && !position.IsBefore(place(item))).Take(_size + 1).ToList();
        IReadOnlyList<T> page = [.. rest.Take(_size)];
        return (page, rest.Count > page.Count ? _pageTokens.Write(MessagePosition.Of(place(page[^1])), _context) : null);
    }

    private static List<StoredMessage> Find(GmailCall call, IReadOnlyList<string> labelIds, bool includeSpamTrash)
    {
        var query = SearchQuery.Parse(call.Query("q"));
        var context = new SearchContext(call.Person.Mailbox.Labels, call.Person.Email, call.Now);
        var everywhere = includeSpamTrash || query.ReachesSpamAndTrash || labelIds.Any(id => id is Label.Spam or Label.Trash);
        return [.. call.Person.Mailbox.Messages.Where(message =>
            (everywhere || !message.IsSpamOrTrash) && labelIds.All(message.LabelIds.Contains) && query.Matches(message, context))];
    }
}
