using GmailPlatform.GoogleSandbox.Gmail.Messages;
using GmailPlatform.GoogleSandbox.Gmail.Sending;

namespace GmailPlatform.GoogleSandbox.Gmail.Drafts;

/// <summary><c>users.drafts.create</c>.</summary>
internal sealed class CreateDraft : IGmailHandler
{
    public string MethodId => "gmail.users.drafts.create";

    public Type Resource => typeof(DraftResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (DraftContent.Read(call, out var content, out var threadId) is { } refusal)
        {
            return refusal;
        }

        var raw = Postman.Complete(call.Person, content!.Raw, content.Parsed, call.Now);
        return GmailAnswer.Of(DraftResource.Labelled(call.Person.Mailbox.SaveDraft(draftId: null, raw, call.Now, threadId)!));
    }
}

/// <summary><c>users.drafts.update</c>: another message under the same draft, in the same thread unless it names another.</summary>
internal sealed class UpdateDraft : IGmailHandler
{
    public string MethodId => "gmail.users.drafts.update";

    public Type Resource => typeof(DraftResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (DraftContent.Read(call, out var content, out var threadId) is { } refusal)
        {
            return refusal;
        }

        var mailbox = call.Person.Mailbox;
        if (mailbox.FindDraft(call.Route("id")) is not { } draft)
        {
            return GmailErrors.NotFound;
        }

        var raw = Postman.Complete(call.Person, content!.Raw, content.Parsed, call.Now);
        var saved = mailbox.SaveDraft(draft.Id, raw, call.Now, content.RequestedThreadId is null ? draft.Message.ThreadId : threadId);
        return saved is null ? GmailErrors.NotFound : GmailAnswer.Of(DraftResource.Labelled(saved));
    }
}

/// <summary><c>users.drafts.delete</c>: for good, past the trash.</summary>
internal sealed class DeleteDraft : IGmailHandler
{
    public string MethodId => "gmail.users.drafts.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        var mailbox = call.Person.Mailbox;
        return mailbox.FindDraft(call.Route("id")) is { } draft && mailbox.Delete(draft.Message.Id, call.Now)
            ? GmailAnswer.Empty
            : GmailErrors.NotFound;
    }
}

internal static class DraftContent
{
    /// <summary>The message that a draft shall have, and the thread that it belongs to.</summary>
    public static GmailError? Read(GmailCall call, out MessageContent? content, out string? threadId)
    {
        content = null;
        threadId = null;
        return RequestBody.Read(call, typeof(DraftResource), out DraftInput input)
            ?? MessageContent.Read(call, input.Message, out content)
            ?? content!.FindThread(call.Person.Mailbox, out threadId);
    }
}
