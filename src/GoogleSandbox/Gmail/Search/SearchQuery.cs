using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>A query of <c>messages.list</c>, ready to be asked of messages.</summary>
internal sealed class SearchQuery
{
    private readonly SearchNode _root;

    private SearchQuery(SearchNode root, bool reachesSpamAndTrash) => (_root, ReachesSpamAndTrash) = (root, reachesSpamAndTrash);

    /// <summary>Spam and trash stay out unless the query names them or asks for <c>in:anywhere</c>.</summary>
    public bool ReachesSpamAndTrash { get; }

    public static SearchQuery Parse(string? query) => new(SearchParser.Parse(query ?? ""), NamesSpamOrTrash(query ?? ""));

    public bool Matches(StoredMessage message, SearchContext context) => _root.Matches(message, context);

    private static bool NamesSpamOrTrash(string query)
    {
        var tokens = SearchLexer.Read(query);
        return tokens.Zip(tokens.Skip(1)).Any(pair =>
            pair.First is { Kind: SearchTokenKind.Operator, Text: "in" or "label" or "l" }
            && pair.Second.Text.ToLowerInvariant() is "anywhere" or "spam" or "trash");
    }
}
