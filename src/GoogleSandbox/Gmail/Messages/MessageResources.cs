using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>Message of the Gmail API. What is null does not appear.</summary>
internal sealed record MessageResource
{
    public required string Id { get; init; }

    public required string ThreadId { get; init; }

    public IReadOnlyList<string>? LabelIds { get; init; }

    public string? Snippet { get; init; }

    public MessagePartResource? Payload { get; init; }

    public int? SizeEstimate { get; init; }

    public string? Raw { get; init; }

    public string? HistoryId { get; init; }

    public string? InternalDate { get; init; }

    /// <summary>What lists hold.</summary>
    public static MessageResource Named(StoredMessage message) => new() { Id = message.Id, ThreadId = message.ThreadId };

    /// <summary>What a method that changes a message answers with.</summary>
    public static MessageResource Labelled(StoredMessage message) => Named(message) with
    {
        LabelIds = message.LabelIds.Count == 0 ? null : [.. message.LabelIds],
    };
}

/// <summary>What a method reads of a Message that is sent to it; the rest is Gmail's to say.</summary>
internal sealed record MessageInput
{
    public string? Raw { get; init; }

    public string? ThreadId { get; init; }

    public IReadOnlyList<string>? LabelIds { get; init; }
}

/// <summary>MessagePart of the Gmail API.</summary>
internal sealed record MessagePartResource
{
    public string? PartId { get; init; }

    public required string MimeType { get; init; }

    public string? Filename { get; init; }

    public IReadOnlyList<HeaderResource>? Headers { get; init; }

    public MessagePartBodyResource? Body { get; init; }

    public IReadOnlyList<MessagePartResource>? Parts { get; init; }
}

internal sealed record HeaderResource(string Name, string Value);

/// <summary>MessagePartBody of the Gmail API: data, or where to fetch it.</summary>
internal sealed record MessagePartBodyResource
{
    public string? AttachmentId { get; init; }

    public required int Size { get; init; }

    public string? Data { get; init; }
}

internal sealed record MessageListResource
{
    public IReadOnlyList<MessageResource>? Messages { get; init; }

    public string? NextPageToken { get; init; }

    public required int ResultSizeEstimate { get; init; }
}
