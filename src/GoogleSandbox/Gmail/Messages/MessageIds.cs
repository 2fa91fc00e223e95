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
        error = id.Length is 0 or > MaximumLength || !id.All(char.IsAsciiHexDigitLower) ? GmailErrors.InvalidId : null;
        if (error is null && !mailbox.TryFind(id, out message))
        {
            error = GmailErrors.NotFound;
        }

        return error is null && message is not null;
    }
}
