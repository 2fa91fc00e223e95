using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>ModifyMessageRequest and ModifyThreadRequest: labels to put on and to take off.</summary>
internal record LabelChange
{
    private const int Maximum = 100;

    public IReadOnlyList<string>? AddLabelIds { get; init; }

    public IReadOnlyList<string>? RemoveLabelIds { get; init; }

    /// <summary>What is wrong with it for this mailbox; null when nothing is.</summary>
    public GmailError? Check(Mailbox mailbox)
    {
        IReadOnlyList<string> add = AddLabelIds ?? [];
        IReadOnlyList<string> remove = RemoveLabelIds ?? [];
        if (add.Count + remove.Count == 0)
        {
            return GmailErrors.Invalid("No label add or removes specified");
        }

        if (add.Count > Maximum || remove.Count > Maximum)
        {
            return GmailErrors.Invalid($"Too many labels: at most {Maximum} can be added or removed");
        }

        if (add.Concat(remove).FirstOrDefault(id => !Label.IsApplicable(id) || mailbox.FindLabel(id) is null) is { } unknown)
        {
            return GmailErrors.InvalidLabel(unknown);
        }

        return add.Intersect(remove).Any() ? GmailErrors.Invalid("Cannot both add and remove the same label") : null;
    }

    /// <summary>Changes a message; null when it is gone. Drafts bear no labels.</summary>
    public StoredMessage? ApplyTo(Mailbox mailbox, StoredMessage message, DateTimeOffset at) => message.LabelIds.Contains(Label.Draft)
        ? message
        : mailbox.Relabel(message.Id, AddLabelIds ?? [], RemoveLabelIds ?? [], at);
}
