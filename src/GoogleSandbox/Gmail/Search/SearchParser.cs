namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>
/// Reads Gmail's search syntax. OR binds tighter than the space between terms, as in Gmail. Total: nothing is
/// refused; stray syntax is skipped and nesting beyond a limit is flattened.
/// </summary>
internal sealed class SearchParser
{
    private const int MaximumDepth = 50;
    private const int UsualDistance = 20;

    private readonly List<SearchToken> _tokens;
    private int _position;
    private int _depth;

    private SearchParser(List<SearchToken> tokens) => _tokens = tokens;

    private SearchToken Current => _tokens[_position];

    public static SearchNode Parse(string query)
    {
        var parser = new SearchParser(SearchLexer.Read(query));
        var nodes = new List<SearchNode>();
        while (parser.Current.Kind != SearchTokenKind.End)
        {
            nodes.Add(parser.ParseAlternatives(operatorName: null) ?? parser.SkipStray());
        }

        return new AllOf(nodes);
    }

    // A node that holds for everything stands for syntax that means nothing.
    private AllOf SkipStray()
    {
        if (Current.Kind != SearchTokenKind.End)
        {
            _position++;
        }

        return new AllOf([]);
    }

    private SearchNode? ParseAlternatives(string? operatorName)
    {
        if (ParseTerm(operatorName) is not { } first)
        {
            return null;
        }

        var nodes = new List<SearchNode> { first };
        while (Current.Kind == SearchTokenKind.Or)
        {
            _position++;
            if (ParseTerm(operatorName) is { } next)
            {
                nodes.Add(next);
            }
        }

        return nodes.Count == 1 ? first : new AnyOf(nodes);
    }

    private SearchNode? ParseTerm(string? operatorName)
    {
        var token = Current;
        switch (token.Kind)
        {
            case SearchTokenKind.Not:
                return ParseNegation(operatorName);
            case SearchTokenKind.Open:
                return ParseGroup(SearchTokenKind.Close, nodes => new AllOf(nodes), operatorName);
            case SearchTokenKind.OpenAny:
                return ParseGroup(SearchTokenKind.CloseAny, nodes => nodes.Count == 0 ? new AllOf([]) : new AnyOf(nodes), operatorName);
            case SearchTokenKind.Operator:
                _position++;
                return ParseOperand(token.Text);
            case SearchTokenKind.Word or SearchTokenKind.Phrase:
                _position++;
                return operatorName is null ? ParseText(token.Text) : SearchOperators.Build(operatorName, token.Text);
            default:
                return null;
        }
    }

    private SearchNode? ParseNegation(string? operatorName)
    {
        var negated = false;
        while (Current.Kind == SearchTokenKind.Not)
        {
            negated = !negated;
            _position++;
        }

        var node = ParseTerm(operatorName);
        return node is not null && negated ? new Not(node) : node;
    }

    private SearchNode ParseGroup(SearchTokenKind close, Func<List<SearchNode>, SearchNode> combine, string? operatorName)
    {
        _position++;
        var nodes = new List<SearchNode>();
        if (_depth >= MaximumDepth)
        {
            return combine(nodes);
        }

        _depth++;
        while (Current.Kind != SearchTokenKind.End && Current.Kind != close)
        {
            nodes.Add(ParseAlternatives(operatorName) ?? SkipStray());
        }

        _depth--;
        if (Current.Kind == close)
        {
            _position++;
        }

        return combine(nodes);
    }

    // subject:(dinner movie) hands the operator to each word; an operator without a value is its name as text.
    private SearchNode ParseOperand(string name) => Current.Kind switch
    {
        SearchTokenKind.Word or SearchTokenKind.Phrase or SearchTokenKind.Open or SearchTokenKind.OpenAny => ParseTerm(name)!,
        _ => new Text(Words.Of(name)),
    };

    private SearchNode ParseText(string text)
    {
        var words = Words.Of(text);
        if (Current.Kind != SearchTokenKind.Around)
        {
            return new Text(words);
        }

        _position++;
        var distance = UsualDistance;
        if (Current.Kind == SearchTokenKind.Word && int.TryParse(Current.Text, out var number) && number >= 0)
        {
            distance = number;
            _position++;
        }

        if (Current.Kind is not (SearchTokenKind.Word or SearchTokenKind.Phrase))
        {
            return new Text(words);
        }

        var right = Words.Of(Current.Text);
        _position++;
        return new Near(words, right, distance);
    }
}
