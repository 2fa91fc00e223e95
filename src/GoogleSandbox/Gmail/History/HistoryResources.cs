using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.History;

/// <summary>History of the Gmail API: one record, with the kind of change that it is of.</summary>
internal sealed record HistoryResource
{
    public required string Id { get; init; }

    public required IReadOnlyList<MessageResource> Messages { get; init; }

    public IReadOnlyList<MessageChangeResource>? MessagesAdded { get; init; }

    public IReadOnlyList<MessageChangeResource>? MessagesDeleted { get; init; }

    public IReadOnlyList<LabelChangeResource>? LabelsAdded { get; init; }

    public IReadOnlyList<LabelChangeResource>? LabelsRemoved { get; init; }
}

/// <summary>HistoryMessageAdded and HistoryMessageDeleted.</summary>
internal sealed record MessageChangeResource(MessageResource Message);

/// <summary>HistoryLabelAdded and HistoryLabelRemoved.</summary>
internal sealed record LabelChangeResource(MessageResource Message, IReadOnlyList<string> LabelIds);

internal sealed record HistoryListResource
{
    public IReadOnlyList<HistoryResource>? History { get; init; }

    public string? NextPageToken { get; init; }

    public required string HistoryId { get; init; }
}
