namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

/// <summary><c>users.settings.sendAs.list</c>: the account's own address and the aliases.</summary>
internal sealed class ListSendAs : IGmailHandler
{
    public string MethodId => "gmail.users.settings.sendAs.list";

    public Type Resource => typeof(SendAsListResource);

    public GmailAnswer Handle(GmailCall call) =>
        GmailAnswer.Of(new SendAsListResource(SendAsAddresses.All(call.Person.Settings.Current, call.Person.Email)));
}

/// <summary><c>users.settings.sendAs.get</c>.</summary>
internal sealed class GetSendAs : IGmailHandler
{
    public string MethodId => "gmail.users.settings.sendAs.get";

    public Type Resource => typeof(SendAs);

    public GmailAnswer Handle(GmailCall call) => SendAsAddresses.Find(call.Person.Settings.Current, call.Person.Email, call.Route("sendAsEmail")) is { } address
        ? GmailAnswer.Of(address)
        : GmailErrors.NotFound;
}
