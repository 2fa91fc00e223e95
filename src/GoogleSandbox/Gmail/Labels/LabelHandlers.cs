using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Labels;

/// <summary>Label of the Gmail API; the counts come with <c>get</c> only.</summary>
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

    public static LabelResource Of(Label label) => new()
    {
        Id = label.Id,
        Name = label.Name,
        MessageListVisibility = label.IsHidden ? "hide" : null,
        LabelListVisibility = label.IsHidden ? "labelHide" : null,
        Type = label.IsSystem ? "system" : "user",
    };
}

internal sealed record LabelListResource(IReadOnlyList<LabelResource> Labels);

/// <summary><c>users.labels.list</c>.</summary>
internal sealed class ListLabels : IGmailHandler
{
    public string MethodId => "gmail.users.labels.list";

    public GmailAnswer Handle(GmailCall call) =>
        GmailAnswer.Of(new LabelListResource([.. call.Person.Mailbox.Labels.Select(LabelResource.Of)]));
}

/// <summary><c>users.labels.get</c>, with counts.</summary>
internal sealed class GetLabel : IGmailHandler
{
    public string MethodId => "gmail.users.labels.get";

    public GmailAnswer Handle(GmailCall call)
    {
        var mailbox = call.Person.Mailbox;
        if (mailbox.FindLabel(call.Route("id")) is not { } label)
        {
            return GmailErrors.NotFound;
        }

        var labelled = mailbox.Messages.Where(message => message.LabelIds.Contains(label.Id)).ToList();
        var unread = labelled.Where(message => message.LabelIds.Contains(Label.Unread)).ToList();
        return GmailAnswer.Of(LabelResource.Of(label) with
        {
            MessagesTotal = labelled.Count,
            MessagesUnread = unread.Count,
            ThreadsTotal = Threads(labelled),
            ThreadsUnread = Threads(unread),
        });
    }

    private static int Threads(List<StoredMessage> messages) => messages.DistinctBy(message => message.ThreadId).Count();
}
