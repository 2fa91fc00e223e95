using System.Diagnostics.CodeAnalysis;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>Finds a message by its id, telling an id that cannot be from one that is not there.</summary>
internal static class MessageIds
{
    private const int MaximumLength = 16;

    public static bool TryFind(
        Mailbox mailbox, string id, [NotNullWhen(true)] out StoredMessage? message, [NotNullWhen(false)] out GmailError? error)
    {
        message = null;
        error = IsPossible(id) ? null : GmailErrors.InvalidId;
        if (error is null && !mailbox.TryFind(id, out message))
        {
            error = GmailErrors.NotFound;
        }

        return error is null && message is not null;
    }

    /// <summary>Changes the labels of the message that the route names, and answers with it.</summary>
    public static GmailAnswer Change(GmailCall call, Func<Mailbox, StoredMessage, DateTimeOffset, StoredMessage?> change)
    {
        if (!TryFind(call.Person.Mailbox, call.Route("id"), out var message, out var error))
        {
            return error;
        }

        return change(call.Person.Mailbox, message, call.Now) is { } changed ? GmailAnswer.Of(MessageResource.Labelled(changed)) : GmailErrors.NotFound;
    }

    /// <summary>Whether Gmail could have given this id to a message or to a thread.</summary>
    public static bool IsPossible(string id) => id.Length is > 0 and <= MaximumLength && id.All(char.IsAsciiHexDigitLower);
}
