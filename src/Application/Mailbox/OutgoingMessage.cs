namespace GmailPlatform.Application.Mailbox;

/// <summary>A message to be composed. Addresses may carry a name: <c>Ada &lt;ada@example.com&gt;</c>.</summary>
public sealed record OutgoingMessage
{
    /// <summary>One of the account's own addresses; without it Gmail writes the account's.</summary>
    public string? From { get; init; }

    public IReadOnlyList<string> To { get; init; } = [];

    public IReadOnlyList<string> Cc { get; init; } = [];

    public IReadOnlyList<string> Bcc { get; init; } = [];

    public IReadOnlyList<string> ReplyTo { get; init; } = [];

    public string? Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<OutgoingAttachment> Attachments { get; init; } = [];

    /// <summary>The Gmail id of the message that this one answers: it joins its thread, and needs neither subject nor recipient of its own.</summary>
    public string? InReplyTo { get; init; }
}

/// <summary>A file that goes with a message.</summary>
/// <param name="ContentType">Null for bytes of no known type.</param>
/// <param name="Content">Readable more than once.</param>
public sealed record OutgoingAttachment(string Name, string? ContentType, Stream Content);

/// <summary>What a reply takes over from the message that it answers (RFC 5322 section 3.6.4).</summary>
/// <param name="MessageId">Of RFC 5322, not Gmail's.</param>
/// <param name="Sender">Who is answered: its <c>Reply-To</c>, else its <c>From</c>.</param>
public sealed record RepliedMessage(string ThreadId, string? MessageId, string? References, string? Subject, string? Sender);

/// <summary>A whole message, written anew as often as it is sent.</summary>
public abstract class Rfc822Message
{
    /// <summary>Its <c>Message-ID</c> with the angle brackets; null where Gmail is to make one.</summary>
    public abstract string? MessageId { get; }

    /// <summary>The thread to join.</summary>
    public abstract string? ThreadId { get; }

    /// <summary>Bytes.</summary>
    public abstract long Length { get; }

    public abstract Task WriteToAsync(Stream target, CancellationToken ct);
}

/// <summary>A message that Gmail took.</summary>
/// <param name="MessageId">Its <c>Message-ID</c> (RFC 5322), by which recipients' replies name it.</param>
public sealed record SentMessage(string Id, string ThreadId, string MessageId);
