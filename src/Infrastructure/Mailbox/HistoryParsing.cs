using GmailPlatform.Application.Mailbox;
using Google.Apis.Gmail.v1.Data;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Takes a record of Gmail's history apart: one may hold several changes, of several kinds.</summary>
internal static class HistoryParsing
{
    public static IEnumerable<MailboxChange> ToChanges(this History record) =>
    [
        .. (record.MessagesAdded ?? []).Select(added => Change("messageAdded", added.Message, added.Message.LabelIds)),
        .. (record.MessagesDeleted ?? []).Select(deleted => Change("messageDeleted", deleted.Message, labelIds: null)),
        .. (record.LabelsAdded ?? []).Select(added => Change("labelAdded", added.Message, added.LabelIds)),
        .. (record.LabelsRemoved ?? []).Select(removed => Change("labelRemoved", removed.Message, removed.LabelIds)),
    ];

    private static MailboxChange Change(string type, Message message, IEnumerable<string>? labelIds) => new(type, message.Id, message.ThreadId, [.. labelIds ?? []]);
}
