namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.delete</c>: for good, past the trash.</summary>
internal sealed class DeleteMessage : IGmailHandler
{
    public string MethodId => "gmail.users.messages.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        if (!MessageIds.TryFind(call.Person.Mailbox, call.Route("id"), out var message, out var error))
        {
            return error;
        }

        return call.Person.Mailbox.Delete(message.Id, call.Now) ? GmailAnswer.Empty : GmailErrors.NotFound;
    }
}
