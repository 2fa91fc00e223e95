using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>Whose mailbox is searched, and when.</summary>
internal sealed record SearchContext(IReadOnlyList<Label> Labels, string OwnAddress, DateTimeOffset Now);

/// <summary>A condition on one message.</summary>
internal abstract record SearchNode
{
    public abstract bool Matches(StoredMessage message, SearchContext context);
}

internal sealed record AllOf(IReadOnlyList<SearchNode> Nodes) : SearchNode
{
    public override bool Matches(StoredMessage message, SearchContext context) => Nodes.All(node => node.Matches(message, context));
}

internal sealed record AnyOf(IReadOnlyList<SearchNode> Nodes) : SearchNode
{
    public override bool Matches(StoredMessage message, SearchContext context) => Nodes.Any(node => node.Matches(message, context));
}

internal sealed record Not(SearchNode Node) : SearchNode
{
    public override bool Matches(StoredMessage message, SearchContext context) => !Node.Matches(message, context);
}

/// <summary>Words anywhere in the message; punctuation alone asks for nothing.</summary>
internal sealed record Text(Words Phrase) : SearchNode
{
    public override bool Matches(StoredMessage message, SearchContext context) =>
        Phrase.IsEmpty || message.Document.Everything.Contain(Phrase);
}

internal sealed record Near(Words Left, Words Right, int Distance) : SearchNode
{
    public override bool Matches(StoredMessage message, SearchContext context) =>
        message.Document.Everything.ContainNear(Left, Right, Distance);
}

/// <summary>An operator with its value.</summary>
internal sealed record Condition(Func<StoredMessage, SearchContext, bool> Holds) : SearchNode
{
    public override bool Matches(StoredMessage message, SearchContext context) => Holds(message, context);
}
