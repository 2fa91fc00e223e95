using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.modify</c>.</summary>
internal sealed class ModifyMessage : IGmailHandler
{
    public string MethodId => "gmail.users.messages.modify";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call)
    {
        var mailbox = call.Person.Mailbox;
        if (RequestBody.Read(call, out LabelChange change) is { } unreadable)
        {
            return unreadable;
        }

        if (!MessageIds.TryFind(mailbox, call.Route("id"), out var message, out var error))
        {
            return error;
        }

        if (change.Check(mailbox) is { } mistake)
        {
            return mistake;
        }

        if (message.LabelIds.Contains(Label.Draft))
        {
            return GmailErrors.PreconditionFailed;
        }

        return change.ApplyTo(mailbox, message, call.Now) is { } changed ? GmailAnswer.Of(MessageResource.Labelled(changed)) : GmailErrors.NotFound;
    }
}
