namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>A label of a mailbox. System labels are the same for everybody.</summary>
internal sealed record Label(string Id, string Name, bool IsSystem)
{
    public const string Chat = "CHAT";
    public const string Inbox = "INBOX";
    public const string Unread = "UNREAD";
    public const string Starred = "STARRED";
    public const string Important = "IMPORTANT";
    public const string Sent = "SENT";
    public const string Draft = "DRAFT";
    public const string Spam = "SPAM";
    public const string Trash = "TRASH";
    public const string CategoryPrefix = "CATEGORY_";

    private static readonly string[] SystemIds =
    [
        Chat, Sent, Inbox, Important, Trash, Draft, Spam,
        "CATEGORY_FORUMS", "CATEGORY_UPDATES", "CATEGORY_PERSONAL", "CATEGORY_PROMOTIONS", "CATEGORY_SOCIAL", Starred, Unread,
    ];

    public static readonly IReadOnlyList<Label> System = [.. SystemIds.Select(id => new Label(id, id, IsSystem: true))];

    /// <summary>How messages with it show in Gmail's own list; categories and chats are hidden.</summary>
    public string? MessageListVisibility { get; init; } = IsHidden(Id, IsSystem) ? "hide" : null;

    public string? LabelListVisibility { get; init; } = IsHidden(Id, IsSystem) ? "labelHide" : null;

    public string? TextColor { get; init; }

    public string? BackgroundColor { get; init; }

    /// <summary>Whether anybody may put it on a message by hand.</summary>
    public static bool IsApplicable(string id) => id is not (Sent or Draft or Chat);

    private static bool IsHidden(string id, bool isSystem) => isSystem && (id.StartsWith(CategoryPrefix, StringComparison.Ordinal) || id == Chat);
}
