using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Something of a mailbox as it is, read from Gmail while it is read from here.</summary>
/// <param name="MediaType">As its sender called it, or <c>application/octet-stream</c>.</param>
/// <param name="Filename">Null where it has none.</param>
/// <param name="Length">Bytes, where Gmail tells before it sends.</param>
/// <param name="Stream">To be read once; fails with an <see cref="IOException"/> where Gmail's answer breaks off, comes too slowly or cannot be read.</param>
public sealed record MailContent(string MediaType, string? Filename, long? Length, Stream Stream) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}

/// <summary>Large things of one person's Gmail, never whole in memory. No call is repeated here, and none waits for ever.</summary>
public interface IMailContents
{
    /// <summary>An attachment, found by its place in the message.</summary>
    Task<MailboxAnswer<MailContent>> OpenAttachmentAsync(Secret accessToken, string messageId, string attachmentId, CancellationToken ct);

    /// <summary>A message as it was sent (RFC 5322).</summary>
    Task<MailboxAnswer<MailContent>> OpenMessageAsync(Secret accessToken, string messageId, CancellationToken ct);
}
