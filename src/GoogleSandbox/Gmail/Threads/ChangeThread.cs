using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Threads;

/// <summary><c>users.threads.modify</c>: the messages that are there now, not those to come.</summary>
internal sealed class ModifyThread : IGmailHandler
{
    public string MethodId => "gmail.users.threads.modify";

    public Type Resource => typeof(ThreadResource);

    public GmailAnswer Handle(GmailCall call) =>
        (RequestBody.Read(call, out LabelChange change) ?? change.Check(call.Person.Mailbox)) is { } refusal
            ? refusal
            : ThreadIds.Change(call, change.ApplyTo);
}

/// <summary><c>users.threads.trash</c>.</summary>
internal sealed class TrashThread : IGmailHandler
{
    public string MethodId => "gmail.users.threads.trash";

    public Type Resource => typeof(ThreadResource);

    public GmailAnswer Handle(GmailCall call) => ThreadIds.Change(call, Trash.PutIn);
}

/// <summary><c>users.threads.untrash</c>.</summary>
internal sealed class UntrashThread : IGmailHandler
{
    public string MethodId => "gmail.users.threads.untrash";

    public Type Resource => typeof(ThreadResource);

    public GmailAnswer Handle(GmailCall call) => ThreadIds.Change(call, Trash.TakeOut);
}

/// <summary><c>users.threads.delete</c>: for good, past the trash.</summary>
internal sealed class DeleteThread : IGmailHandler
{
    public string MethodId => "gmail.users.threads.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        if (!ThreadIds.TryFind(call, out var messages, out var error))
        {
            return error;
        }

        foreach (var message in messages)
        {
            call.Person.Mailbox.Delete(message.Id, call.Now);
        }

        return GmailAnswer.Empty;
    }
}
