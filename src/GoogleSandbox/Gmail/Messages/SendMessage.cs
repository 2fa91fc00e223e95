using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Sending;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.send</c>.</summary>
internal sealed class SendMessage(Postman postman) : IGmailHandler
{
    public string MethodId => "gmail.users.messages.send";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call)
    {
        MessageContent? content = null;
        string? threadId = null;
        StoredMessage? sent = null;
        return (RequestBody.Read(call, typeof(MessageResource), out MessageInput input)
            ?? MessageContent.Read(call, input, out content)
            ?? content!.FindThread(call.Person.Mailbox, out threadId)
            ?? postman.Send(call.Person, content.Raw, content.Parsed, threadId, call.Now, out sent)) is { } refusal
            ? refusal
            : GmailAnswer.Of(MessageResource.Labelled(sent!));
    }
}
