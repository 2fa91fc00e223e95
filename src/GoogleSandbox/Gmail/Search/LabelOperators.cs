using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>Operators that ask for labels, system ones by their names in the search box.</summary>
internal static class LabelOperators
{
    /// <summary><c>label:</c> by name; spaces and slashes of the name are written as dashes.</summary>
    public static Condition Named(string value)
    {
        var wanted = Spelled(value);
        return new Condition((message, context) => context.Labels.Any(label =>
            (Spelled(label.Name) == wanted || Spelled(label.Id) == wanted) && message.LabelIds.Contains(label.Id)));
    }

    /// <summary><c>in:</c>, a place, or any label.</summary>
    public static Condition In(string value) => value.ToLowerInvariant() switch
    {
        "anywhere" => new Condition((_, _) => true),
        "drafts" or "draft" => Carries(Label.Draft),
        "chats" or "chat" => Carries("CHAT"),
        "snoozed" => Carries("SNOOZED"),
        "archive" => new Condition((message, _) =>
            !message.LabelIds.Contains(Label.Inbox) && !message.LabelIds.Contains(Label.Sent)
            && !message.LabelIds.Contains(Label.Draft) && !message.IsSpamOrTrash),
        _ => Named(value),
    };

    public static Condition? Is(string value) => value.ToLowerInvariant() switch
    {
        "read" => new Condition((message, _) => !message.LabelIds.Contains(Label.Unread)),
        "unread" => Carries(Label.Unread),
        "starred" => Carries(Label.Starred),
        "important" => Carries(Label.Important),
        "snoozed" => Carries("SNOOZED"),
        "muted" => Carries("MUTED"),
        "chat" => Carries("CHAT"),
        "sent" => Carries(Label.Sent),
        "draft" => Carries(Label.Draft),
        _ => null,
    };

    public static Condition Category(string value) => value.ToLowerInvariant() switch
    {
        "primary" => Carries("CATEGORY_PERSONAL"),
        var category => Carries(Label.CategoryPrefix + category.ToUpperInvariant()),
    };

    private static Condition Carries(string labelId) => new((message, _) => message.LabelIds.Contains(labelId));

    private static string Spelled(string name) => name.ToLowerInvariant().Replace(' ', '-').Replace('/', '-');
}
