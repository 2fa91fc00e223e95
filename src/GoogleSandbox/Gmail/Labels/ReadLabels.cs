namespace GmailPlatform.GoogleSandbox.Gmail.Labels;

/// <summary><c>users.labels.list</c>.</summary>
internal sealed class ListLabels : IGmailHandler
{
    public string MethodId => "gmail.users.labels.list";

    public Type Resource => typeof(LabelListResource);

    public GmailAnswer Handle(GmailCall call) =>
        GmailAnswer.Of(new LabelListResource([.. call.Person.Mailbox.Labels.Select(LabelResource.Of)]));
}

/// <summary><c>users.labels.get</c>, with counts.</summary>
internal sealed class GetLabel : IGmailHandler
{
    public string MethodId => "gmail.users.labels.get";

    public Type Resource => typeof(LabelResource);

    public GmailAnswer Handle(GmailCall call) => call.Person.Mailbox.FindLabel(call.Route("id")) is { } label
        ? GmailAnswer.Of(LabelResource.Counted(label, call.Person.Mailbox))
        : GmailErrors.NotFound;
}
