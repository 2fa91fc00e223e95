namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.get</c> in its four formats.</summary>
internal sealed class GetMessage(MessageFormats formats) : IGmailHandler
{
    public string MethodId => "gmail.users.messages.get";

    public Type Resource => typeof(MessageResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (MessageFormats.Read(call, "GetMessageRequest", MessageFormats.OfMessages, out var format) is { } refusal)
        {
            return refusal;
        }

        return MessageIds.TryFind(call.Person.Mailbox, call.Route("id"), out var message, out var error)
            ? GmailAnswer.Of(formats.Write(message, format, call.QueryAll("metadataHeaders")))
            : error;
    }
}
