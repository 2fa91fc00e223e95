using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Makes messages (RFC 5322, MIME) of what callers say, and refuses what no message can hold.</summary>
public interface IMimeComposer
{
    /// <summary>Composes a message.</summary>
    /// <param name="message">What to compose.</param>
    /// <param name="replied">The message that it answers, if it answers one.</param>
    /// <param name="id">Makes the <c>Message-ID</c>; null leaves it to Gmail.</param>
    Result<Rfc822Message> Compose(OutgoingMessage message, RepliedMessage? replied, Guid? id);

    /// <summary>Takes a message as it is. It keeps its <c>Message-ID</c> if it has one.</summary>
    /// <param name="message">Seekable; read anew each time that it is sent.</param>
    /// <param name="threadId">The thread to join.</param>
    /// <param name="id">Makes the <c>Message-ID</c> where there is none.</param>
    Task<Result<Rfc822Message>> ReadAsync(Stream message, string? threadId, Guid id, CancellationToken ct);
}
