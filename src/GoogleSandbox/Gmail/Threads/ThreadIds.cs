using System.Diagnostics.CodeAnalysis;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Threads;

/// <summary>Finds the thread that a route names.</summary>
internal static class ThreadIds
{
    /// <summary>The messages of the thread, oldest first.</summary>
    public static bool TryFind(GmailCall call, out IReadOnlyList<StoredMessage> messages, [NotNullWhen(false)] out GmailError? error)
    {
        var id = call.Route("id");
        messages = call.Person.Mailbox.Thread(id);
        error = MessageIds.IsPossible(id) ? null : GmailErrors.InvalidId;
        if (error is null && messages.Count == 0)
        {
            error = GmailErrors.NotFound;
        }

        return error is null;
    }

    /// <summary>Changes the labels of every message that the thread has now, and answers with them.</summary>
    public static GmailAnswer Change(GmailCall call, Func<Mailbox, StoredMessage, DateTimeOffset, StoredMessage?> change)
    {
        if (!TryFind(call, out var messages, out var error))
        {
            return error;
        }

        return GmailAnswer.Of(new ThreadResource
        {
            Id = call.Route("id"),
            Messages = [.. messages.Select(message => change(call.Person.Mailbox, message, call.Now)).OfType<StoredMessage>().Select(MessageResource.Labelled)],
        });
    }
}
