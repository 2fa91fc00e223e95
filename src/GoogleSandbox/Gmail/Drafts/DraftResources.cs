using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Drafts;

/// <summary>Draft of the Gmail API.</summary>
internal sealed record DraftResource(string Id, MessageResource Message)
{
    public static DraftResource Labelled(Draft draft) => new(draft.Id, MessageResource.Labelled(draft.Message));
}

internal sealed record DraftListResource
{
    public IReadOnlyList<DraftResource>? Drafts { get; init; }

    public string? NextPageToken { get; init; }

    public required int ResultSizeEstimate { get; init; }
}

/// <summary>What a method reads of a Draft that is sent to it.</summary>
internal sealed record DraftInput
{
    public string? Id { get; init; }

    public MessageInput? Message { get; init; }
}
