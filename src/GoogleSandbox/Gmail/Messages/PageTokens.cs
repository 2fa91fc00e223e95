using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>A place in the newest-first order. Mail that arrives meanwhile does not move it.</summary>
internal sealed record MessagePosition(long InternalDate, string Id)
{
    public static MessagePosition Of(StoredMessage message) => new(message.InternalDate.ToUnixTimeMilliseconds(), message.Id);

    public bool IsBefore(StoredMessage message)
    {
        var date = message.InternalDate.ToUnixTimeMilliseconds();
        return date < InternalDate || (date == InternalDate && string.CompareOrdinal(message.Id, Id) < 0);
    }
}

/// <summary>Opaque page tokens, each bound to its query.</summary>
internal sealed class PageTokens(OpaqueTokens tokens)
{
    public string Write(MessagePosition position, string context) =>
        tokens.Seal(string.Create(CultureInfo.InvariantCulture, $"{position.InternalDate} {position.Id}"), context);

    public bool TryRead(string token, string context, [NotNullWhen(true)] out MessagePosition? position)
    {
        position = tokens.Open(token, context)?.Split(' ') is [var date, var id]
            ? new MessagePosition(long.Parse(date, CultureInfo.InvariantCulture), id)
            : null;
        return position is not null;
    }
}
