using System.Globalization;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Threads;

/// <summary>Thread of the Gmail API: the snippet comes with the list, the messages with <c>get</c>.</summary>
internal sealed record ThreadResource
{
    public required string Id { get; init; }

    public string? Snippet { get; init; }

    public string? HistoryId { get; init; }

    public IReadOnlyList<MessageResource>? Messages { get; init; }

    /// <summary>The record that changed the thread last changed one of its messages.</summary>
    public static string HistoryIdOf(IEnumerable<StoredMessage> messages) =>
        messages.Max(message => message.HistoryId).ToString(CultureInfo.InvariantCulture);
}

internal sealed record ThreadListResource
{
    public IReadOnlyList<ThreadResource>? Threads { get; init; }

    public string? NextPageToken { get; init; }

    public required int ResultSizeEstimate { get; init; }
}
