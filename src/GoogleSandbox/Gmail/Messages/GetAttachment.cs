namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.attachments.get</c>.</summary>
internal sealed class GetAttachment(MimeReader reader) : IGmailHandler
{
    public string MethodId => "gmail.users.messages.attachments.get";

    public Type Resource => typeof(MessagePartBodyResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (!MessageIds.TryFind(call.Person.Mailbox, call.Route("messageId"), out var message, out var error))
        {
            return error;
        }

        return reader.ReadAttachment(message.Id, message.Parse(), call.Route("id")) is { } content
            ? GmailAnswer.Of(new MessagePartBodyResource { Size = content.Length, Data = WebSafeBase64.Encode(content) })
            : GmailErrors.InvalidAttachment;
    }
}
