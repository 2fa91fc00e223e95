namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>BatchDeleteMessagesRequest.</summary>
internal sealed record BatchDelete
{
    public IReadOnlyList<string>? Ids { get; init; }
}

/// <summary>BatchModifyMessagesRequest.</summary>
internal sealed record BatchModify : LabelChange
{
    public IReadOnlyList<string>? Ids { get; init; }
}

/// <summary>The ids of one batch. Those that nothing has are passed over.</summary>
internal static class BatchIds
{
    private const int Maximum = 1000;

    public static GmailError? Check(IReadOnlyList<string>? ids) => ids?.Count switch
    {
        null or 0 => GmailErrors.Invalid("No message ids specified."),
        > Maximum => GmailErrors.Invalid($"Too many message ids: at most {Maximum} can be given"),
        _ => null,
    };
}

/// <summary><c>users.messages.batchModify</c>.</summary>
internal sealed class BatchModifyMessages : IGmailHandler
{
    public string MethodId => "gmail.users.messages.batchModify";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        var mailbox = call.Person.Mailbox;
        if ((RequestBody.Read(call, out BatchModify change) ?? BatchIds.Check(change.Ids) ?? change.Check(mailbox)) is { } refusal)
        {
            return refusal;
        }

        foreach (var id in change.Ids!)
        {
            if (mailbox.TryFind(id, out var message))
            {
                change.ApplyTo(mailbox, message, call.Now);
            }
        }

        return GmailAnswer.Empty;
    }
}

/// <summary><c>users.messages.batchDelete</c>.</summary>
internal sealed class BatchDeleteMessages : IGmailHandler
{
    public string MethodId => "gmail.users.messages.batchDelete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        if ((RequestBody.Read(call, out BatchDelete batch) ?? BatchIds.Check(batch.Ids)) is { } refusal)
        {
            return refusal;
        }

        foreach (var id in batch.Ids!)
        {
            call.Person.Mailbox.Delete(id, call.Now);
        }

        return GmailAnswer.Empty;
    }
}
