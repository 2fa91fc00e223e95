using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;
using GmailPlatform.GoogleSandbox.Gmail.Sending;

namespace GmailPlatform.GoogleSandbox.Gmail.Drafts;

/// <summary><c>users.drafts.send</c>: as it is, or with the message that comes along. A draft that cannot be sent stays.</summary>
internal sealed class SendDraft(Postman postman) : IGmailHandler
{
    public string MethodId => "gmail.users.drafts.send";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (RequestBody.Read(call, typeof(DraftResource), out DraftInput input) is { } unreadable)
        {
            return unreadable;
        }

        if (string.IsNullOrEmpty(input.Id))
        {
            return GmailErrors.InvalidId;
        }

        if (call.Person.Mailbox.FindDraft(input.Id) is not { } draft)
        {
            return GmailErrors.NotFound;
        }

        return (Read(call, input, draft, out var content, out var threadId) ?? Recipients.Read(content!.Parsed, out _)) is { } refusal
            ? refusal
            : Send(call, draft, content!, threadId);
    }

    // Of two calls that send one draft only one finds it still there.
    private GmailAnswer Send(GmailCall call, Draft draft, MessageContent content, string? threadId)
    {
        if (!call.Person.Mailbox.Delete(draft.Message.Id, call.Now))
        {
            return GmailErrors.NotFound;
        }

        return postman.Send(call.Person, content.Raw, content.Parsed, threadId, call.Now, out var sent) is { } refusal
            ? refusal
            : GmailAnswer.Of(MessageResource.Labelled(sent!));
    }

    private static GmailError? Read(GmailCall call, DraftInput input, Draft draft, out MessageContent? content, out string? threadId)
    {
        threadId = draft.Message.ThreadId;
        content = new MessageContent(draft.Message.Raw, draft.Message.Parse(), RequestedThreadId: null);
        if (!MessageContent.IsGiven(call, input.Message))
        {
            return null;
        }

        if (MessageContent.Read(call, input.Message, out content) is { } refusal)
        {
            return refusal;
        }

        return content!.RequestedThreadId is null ? null : content.FindThread(call.Person.Mailbox, out threadId);
    }
}
