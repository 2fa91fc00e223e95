using System.Globalization;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.History;

/// <summary>Which records a caller wants, by the kinds of change and by a label of the message.</summary>
internal sealed class HistoryFilter
{
    private const string MessageAdded = "messageAdded";
    private const string MessageDeleted = "messageDeleted";
    private const string LabelAdded = "labelAdded";
    private const string LabelRemoved = "labelRemoved";

    private static readonly string[] All = [MessageAdded, MessageDeleted, LabelAdded, LabelRemoved];

    private readonly IReadOnlyList<string> _types;
    private readonly string? _labelId;

    private HistoryFilter(IReadOnlyList<string> types, string? labelId) => (_types, _labelId) = (types, labelId);

    public static GmailError? Read(GmailCall call, out HistoryFilter filter)
    {
        var asked = call.QueryAll("historyTypes");
        var labelId = call.Query("labelId");
        filter = new HistoryFilter(asked.Count == 0 ? All : asked, labelId);
        if (asked.FirstOrDefault(type => !All.Contains(type)) is { } unknown)
        {
            return GmailErrors.InvalidValue("history_types", "type.googleapis.com/gmail.v1.ListHistoryRequest.HistoryType", unknown);
        }

        return labelId is not null && call.Person.Mailbox.FindLabel(labelId) is null ? GmailErrors.Invalid("labelId not found") : null;
    }

    /// <summary>The record as it is answered; null when it is not wanted.</summary>
    public HistoryResource? Show(HistoryRecord record)
    {
        var usual = new HistoryResource
        {
            Id = record.Id.ToString(CultureInfo.InvariantCulture),
            Messages = [MessageResource.Named(record.Message)],
        };
        var message = MessageResource.Labelled(record.Message);
        return record.Change switch
        {
            Mailboxes.MessageAdded when Wants(MessageAdded, record.Message) => usual with { MessagesAdded = [new(message)] },
            Mailboxes.MessageDeleted when Wants(MessageDeleted, record.Message) => usual with { MessagesDeleted = [new(message)] },
            LabelsChanged change => Show(usual, change, record.Message, message),
            _ => null,
        };
    }

    private HistoryResource? Show(HistoryResource usual, LabelsChanged change, StoredMessage stored, MessageResource message)
    {
        var added = Wants(LabelAdded, stored, change.Added) ? new LabelChangeResource(message, change.Added) : null;
        var removed = Wants(LabelRemoved, stored, change.Removed) ? new LabelChangeResource(message, change.Removed) : null;
        return added is null && removed is null ? null : usual with
        {
            LabelsAdded = added is null ? null : [added],
            LabelsRemoved = removed is null ? null : [removed],
        };
    }

    private bool Wants(string type, StoredMessage message) => _types.Contains(type) && (_labelId is null || message.LabelIds.Contains(_labelId));

    // A message that loses the label had it.
    private bool Wants(string type, StoredMessage message, IReadOnlyList<string> changed) =>
        changed.Count > 0 && _types.Contains(type) && (_labelId is null || message.LabelIds.Contains(_labelId) || changed.Contains(_labelId));
}
