using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.insert</c>: straight into the mailbox, as IMAP's APPEND does.</summary>
internal sealed class InsertMessage : IGmailHandler
{
    public string MethodId => "gmail.users.messages.insert";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call) => MessageStorage.Store(call, usualDateSource: MessageStorage.ReceivedTime);
}

/// <summary><c>users.messages.import</c>: as if it had come by SMTP. Nothing here is ever taken for spam.</summary>
internal sealed class ImportMessage : IGmailHandler
{
    public string MethodId => "gmail.users.messages.import";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call) =>
        (call.ReadFlag("neverMarkSpam", out _) ?? call.ReadFlag("processForCalendar", out _)) is { } mistake
            ? mistake
            : MessageStorage.Store(call, usualDateSource: MessageStorage.DateHeader);
}

/// <summary>Puts a message into a mailbox without sending it.</summary>
internal static class MessageStorage
{
    public const string ReceivedTime = "receivedTime";
    public const string DateHeader = "dateHeader";

    public static GmailAnswer Store(GmailCall call, string usualDateSource)
    {
        var mailbox = call.Person.Mailbox;
        if (call.ReadFlag("deleted", out var deleted) is { } badFlag)
        {
            return badFlag;
        }

        var dateSource = call.Query("internalDateSource") ?? usualDateSource;
        if (dateSource is not (ReceivedTime or DateHeader))
        {
            return GmailErrors.InvalidValue("internal_date_source", "type.googleapis.com/gmail.v1.InternalDateSource", dateSource);
        }

        MessageContent? content = null;
        string? threadId = null;
        if ((RequestBody.Read(call, typeof(MessageResource), out MessageInput input)
            ?? MessageContent.Read(call, input, out content)
            ?? CheckLabels(mailbox, input.LabelIds ?? [])
            ?? content!.FindThread(mailbox, out threadId)) is { } refusal)
        {
            return refusal;
        }

        var date = dateSource == DateHeader && content!.Parsed.Headers.Contains("Date") ? content.Parsed.Date : call.Now;
        var stored = mailbox.Add(content!.Raw, input.LabelIds ?? [], date, call.Now, threadId);
        if (deleted)
        {
            // Only Vault would still show it.
            mailbox.Delete(stored.Id, call.Now);
        }

        return GmailAnswer.Of(MessageResource.Labelled(stored));
    }

    // Mail that was sent elsewhere may be put among the sent; a draft is made by drafts.create alone.
    private static GmailError? CheckLabels(Mailbox mailbox, IReadOnlyList<string> labelIds) =>
        labelIds.FirstOrDefault(id => id is Label.Draft or Label.Chat || mailbox.FindLabel(id) is null) is { } unknown
            ? GmailErrors.InvalidLabel(unknown)
            : null;
}
