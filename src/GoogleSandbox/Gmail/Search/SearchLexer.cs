namespace GmailPlatform.GoogleSandbox.Gmail.Search;

internal enum SearchTokenKind
{
    Word,
    Phrase,
    Operator,
    Open,
    Close,
    OpenAny,
    CloseAny,
    Not,
    Or,
    Around,
    End,
}

/// <summary>A token of the search box. An operator's text is its name; what follows it is its value.</summary>
internal readonly record struct SearchToken(SearchTokenKind Kind, string Text);

/// <summary>Cuts a query into tokens. Total: whatever is no syntax is a word.</summary>
internal static class SearchLexer
{
    public static List<SearchToken> Read(string query)
    {
        var tokens = new List<SearchToken>();
        for (var at = 0; at < query.Length;)
        {
            if (char.IsWhiteSpace(query[at]))
            {
                at++;
                continue;
            }

            at = ReadOne(query, at, tokens);
        }

        tokens.Add(new SearchToken(SearchTokenKind.End, ""));
        return tokens;
    }

    private static int ReadOne(string query, int at, List<SearchToken> tokens)
    {
        switch (query[at])
        {
            case '(': return Add(SearchTokenKind.Open);
            case ')': return Add(SearchTokenKind.Close);
            case '{': return Add(SearchTokenKind.OpenAny);
            case '}': return Add(SearchTokenKind.CloseAny);
            case '"': return ReadPhrase(query, at + 1, tokens);
            case '-' when at + 1 < query.Length && !char.IsWhiteSpace(query[at + 1]): return Add(SearchTokenKind.Not);
            case '+': return at + 1; // "exactly this word": every word is matched exactly here
            default: return ReadWord(query, at, tokens);
        }

        int Add(SearchTokenKind kind)
        {
            tokens.Add(new SearchToken(kind, query[at].ToString()));
            return at + 1;
        }
    }

    private static int ReadPhrase(string query, int start, List<SearchToken> tokens)
    {
        var end = query.IndexOf('"', start);
        end = end < 0 ? query.Length : end;
        tokens.Add(new SearchToken(SearchTokenKind.Phrase, query[start..end]));
        return end + 1;
    }

    private static int ReadWord(string query, int start, List<SearchToken> tokens)
    {
        var end = start;
        var mayBeOperator = true;
        while (end < query.Length && !char.IsWhiteSpace(query[end]) && query[end] is not ('(' or ')' or '{' or '}' or '"'))
        {
            if (query[end] == ':' && mayBeOperator)
            {
                if (SearchOperators.IsKnown(query[start..end]))
                {
                    tokens.Add(new SearchToken(SearchTokenKind.Operator, query[start..end].ToLowerInvariant()));
                    return end + 1;
                }

                // No operator has a colon in its name: a word of colons is looked at once.
                mayBeOperator = false;
            }

            end++;
        }

        var word = query[start..end];
        var kind = word switch { "OR" or "|" => SearchTokenKind.Or, "AROUND" => SearchTokenKind.Around, _ => SearchTokenKind.Word };
        if (word != "AND")
        {
            tokens.Add(new SearchToken(kind, word));
        }

        return end;
    }
}
