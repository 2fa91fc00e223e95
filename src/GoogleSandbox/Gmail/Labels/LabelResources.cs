using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Labels;

/// <summary>Label of the Gmail API; the counts come when one label is asked for or changed.</summary>
internal sealed record LabelResource
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? MessageListVisibility { get; init; }

    public string? LabelListVisibility { get; init; }

    public required string Type { get; init; }

    public int? MessagesTotal { get; init; }

    public int? MessagesUnread { get; init; }

    public int? ThreadsTotal { get; init; }

    public int? ThreadsUnread { get; init; }

    public LabelColorResource? Color { get; init; }

    public static LabelResource Of(Label label) => new()
    {
        Id = label.Id,
        Name = label.Name,
        MessageListVisibility = label.MessageListVisibility,
        LabelListVisibility = label.LabelListVisibility,
        Type = label.IsSystem ? "system" : "user",
        Color = label.TextColor is null ? null : new LabelColorResource { TextColor = label.TextColor, BackgroundColor = label.BackgroundColor },
    };

    /// <summary>With what it is on.</summary>
    public static LabelResource Counted(Label label, Mailbox mailbox)
    {
        var labelled = mailbox.Messages.Where(message => message.LabelIds.Contains(label.Id)).ToList();
        var unread = labelled.Where(message => message.LabelIds.Contains(Label.Unread)).ToList();
        return Of(label) with
        {
            MessagesTotal = labelled.Count,
            MessagesUnread = unread.Count,
            ThreadsTotal = Threads(labelled),
            ThreadsUnread = Threads(unread),
        };
    }

    private static int Threads(List<StoredMessage> messages) => messages.DistinctBy(message => message.ThreadId).Count();
}

internal sealed record LabelColorResource
{
    public string? TextColor { get; init; }

    public string? BackgroundColor { get; init; }
}

internal sealed record LabelListResource(IReadOnlyList<LabelResource> Labels);
