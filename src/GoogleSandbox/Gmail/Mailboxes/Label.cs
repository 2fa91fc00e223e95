namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>A label of a mailbox. System labels are the same for everybody.</summary>
internal sealed record Label(string Id, string Name, bool IsSystem)
{
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
        "CHAT", Sent, Inbox, Important, Trash, Draft, Spam,
        "CATEGORY_FORUMS", "CATEGORY_UPDATES", "CATEGORY_PERSONAL", "CATEGORY_PROMOTIONS", "CATEGORY_SOCIAL", Starred, Unread,
    ];

    public static readonly IReadOnlyList<Label> System = [.. SystemIds.Select(id => new Label(id, id, IsSystem: true))];

    /// <summary>Categories and a few others are hidden in Gmail's own interface.</summary>
    public bool IsHidden => IsSystem && (Id.StartsWith(CategoryPrefix, StringComparison.Ordinal) || Id == "CHAT");
}
