using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Composes what a caller says, with what a reply takes over from the message that it answers.</summary>
internal sealed class MessageComposition(RepliedMessages replied, IMimeComposer composer)
{
    /// <summary>The whole message, or why it cannot be one.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="grantId">For whom.</param>
    /// <param name="message">What is said.</param>
    /// <param name="id">Makes the <c>Message-ID</c>; null leaves it to Gmail.</param>
    /// <param name="ct">Ends the look at the message that is answered.</param>
    public async Task<Result<Rfc822Message>> ComposeAsync(Caller caller, Guid grantId, OutgoingMessage message, Guid? id, CancellationToken ct)
    {
        if (message.InReplyTo is not { } originalId)
        {
            return composer.Compose(message, replied: null, id);
        }

        return (await replied.FindAsync(caller, grantId, originalId, ct)).Succeeded(out var original, out var failure)
            ? composer.Compose(message, original, id)
            : failure;
    }
}
