using System.Collections.Frozen;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>The operators of Gmail's search, by name. A value that an operator cannot read is looked for as text.</summary>
internal static class SearchOperators
{
    private static readonly FrozenDictionary<string, Func<string, Condition?>> ByName =
        new Dictionary<string, Func<string, Condition?>>(StringComparer.OrdinalIgnoreCase)
        {
            ["from"] = value => Address(value, document => document.From),
            ["to"] = value => Address(value, document => document.To),
            ["cc"] = value => Address(value, document => document.Cc),
            ["bcc"] = value => Address(value, document => document.Bcc),
            ["deliveredto"] = value => Address(value, document => document.DeliveredTo),
            ["list"] = value => Address(value, document => document.List),
            ["subject"] = Subject,
            ["filename"] = FileName,
            ["rfc822msgid"] = MessageId,
            ["label"] = LabelOperators.Named,
            ["l"] = LabelOperators.Named,
            ["in"] = LabelOperators.In,
            ["is"] = LabelOperators.Is,
            ["category"] = LabelOperators.Category,
            ["has"] = HasOperator.Has,
            ["size"] = value => SizeOperators.AtLeast(value),
            ["larger"] = value => SizeOperators.AtLeast(value),
            ["larger_than"] = value => SizeOperators.AtLeast(value),
            ["smaller"] = value => SizeOperators.Below(value),
            ["smaller_than"] = value => SizeOperators.Below(value),
            ["after"] = value => DateOperators.After(value),
            ["newer"] = value => DateOperators.After(value),
            ["before"] = value => DateOperators.Before(value),
            ["older"] = value => DateOperators.Before(value),
            ["newer_than"] = value => DateOperators.NewerThan(value),
            ["older_than"] = value => DateOperators.OlderThan(value),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsKnown(string name) => ByName.ContainsKey(name);

    public static SearchNode Build(string name, string value) =>
        ByName[name](value) is { } condition ? condition : new Text(Words.Of($"{name} {value}"));

    private static Condition Address(string value, Func<SearchDocument, Words> field)
    {
        var words = Words.Of(value);
        var isMe = string.Equals(value, "me", StringComparison.OrdinalIgnoreCase);
        return new Condition((message, context) => field(message.Document).Contain(isMe ? Words.Of(context.OwnAddress) : words));
    }

    private static Condition Subject(string value)
    {
        var words = Words.Of(value);
        return new Condition((message, _) => message.Document.Subject.Contain(words));
    }

    private static Condition FileName(string value)
    {
        var words = Words.Of(value);
        return new Condition((message, _) => message.Document.FileNames.Any(name => Words.Of(name).Contain(words)));
    }

    private static Condition MessageId(string value)
    {
        var id = value.Trim('<', '>');
        return new Condition((message, _) => string.Equals(message.Document.MessageId, id, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary><c>has:</c>, what a message carries.</summary>
internal static class HasOperator
{
    private static readonly FrozenDictionary<string, string[]> Links = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["drive"] = ["drive.google.com/", "docs.google.com/"],
        ["document"] = ["docs.google.com/document/"],
        ["spreadsheet"] = ["docs.google.com/spreadsheets/"],
        ["presentation"] = ["docs.google.com/presentation/"],
        ["youtube"] = ["youtube.com/", "youtu.be/"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static Condition? Has(string value) => value.ToLowerInvariant() switch
    {
        "attachment" => new Condition((message, _) => message.Document.FileNames.Count > 0),
        "userlabels" => new Condition((message, context) => HasUserLabel(message, context)),
        "nouserlabels" => new Condition((message, context) => !HasUserLabel(message, context)),
        "yellow-star" => new Condition((message, _) => message.LabelIds.Contains(Label.Starred)),
        var link when Links.TryGetValue(link, out var hosts) =>
            new Condition((message, _) => hosts.Any(host => message.Document.Source.Contains(host, StringComparison.OrdinalIgnoreCase))),
        // red-bang, blue-info, ...: marks that nobody has set here
        var mark when mark.EndsWith("-star", StringComparison.Ordinal) || mark.EndsWith("-bang", StringComparison.Ordinal) =>
            new Condition((message, _) => message.LabelIds.Contains(mark.ToUpperInvariant().Replace('-', '_'))),
        _ => null,
    };

    private static bool HasUserLabel(StoredMessage message, SearchContext context) =>
        context.Labels.Any(label => !label.IsSystem && message.LabelIds.Contains(label.Id));
}
