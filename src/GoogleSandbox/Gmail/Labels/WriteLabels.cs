using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Labels;

/// <summary><c>users.labels.create</c>.</summary>
internal sealed class CreateLabel : IGmailHandler
{
    public string MethodId => "gmail.users.labels.create";

    public Type Resource => typeof(LabelResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (LabelInput.Read(call, nameRequired: true, out var input) is { } refusal)
        {
            return refusal;
        }

        return call.Person.Mailbox.TryAddLabel(id => input.ApplyTo(LabelChanges.Usual(id)), call.Now) is { } label
            ? GmailAnswer.Of(LabelResource.Counted(label, call.Person.Mailbox))
            : GmailErrors.LabelExists;
    }
}

/// <summary><c>users.labels.update</c>: what is left out becomes usual again.</summary>
internal sealed class UpdateLabel : IGmailHandler
{
    public string MethodId => "gmail.users.labels.update";

    public Type Resource => typeof(LabelResource);

    public GmailAnswer Handle(GmailCall call) =>
        LabelChanges.Change(call, nameRequired: true, (input, label) => input.ApplyTo(LabelChanges.Usual(label.Id)));
}

/// <summary><c>users.labels.patch</c>: what is left out stays.</summary>
internal sealed class PatchLabel : IGmailHandler
{
    public string MethodId => "gmail.users.labels.patch";

    public Type Resource => typeof(LabelResource);

    public GmailAnswer Handle(GmailCall call) => LabelChanges.Change(call, nameRequired: false, (input, label) => input.ApplyTo(label));
}

/// <summary><c>users.labels.delete</c>: the label goes, the messages stay.</summary>
internal sealed class DeleteLabel : IGmailHandler
{
    public string MethodId => "gmail.users.labels.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        if (call.Person.Mailbox.FindLabel(call.Route("id")) is not { } label)
        {
            return GmailErrors.NotFound;
        }

        if (label.IsSystem)
        {
            return GmailErrors.Invalid("Invalid delete request");
        }

        call.Person.Mailbox.DeleteLabel(label.Id, call.Now);
        return GmailAnswer.Empty;
    }
}

internal static class LabelChanges
{
    public static Label Usual(string id) => new(id, "", IsSystem: false) { MessageListVisibility = "show", LabelListVisibility = "labelShow" };

    /// <summary>Changes the label that the route names, if it is a user's own.</summary>
    public static GmailAnswer Change(GmailCall call, bool nameRequired, Func<LabelInput, Label, Label> change)
    {
        if (LabelInput.Read(call, nameRequired, out var input) is { } refusal)
        {
            return refusal;
        }

        if (call.Person.Mailbox.FindLabel(call.Route("id")) is not { } label)
        {
            return GmailErrors.NotFound;
        }

        if (label.IsSystem)
        {
            return GmailErrors.Invalid("Invalid update request");
        }

        return call.Person.Mailbox.TryChangeLabel(change(input, label), call.Now) is { } changed
            ? GmailAnswer.Of(LabelResource.Counted(changed, call.Person.Mailbox))
            : GmailErrors.LabelExists;
    }
}
