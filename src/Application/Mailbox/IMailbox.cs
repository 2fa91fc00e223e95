using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Which messages to list (Gmail <c>users.messages.list</c>).</summary>
/// <param name="Query">Gmail's search words.</param>
/// <param name="LabelIds">A message must carry all of them.</param>
public sealed record MessageFilter(string? Query, IReadOnlyList<string> LabelIds, bool IncludeSpamTrash);

/// <summary>How much of a message to get (Gmail <c>users.messages.get</c>).</summary>
public enum MessageFormat
{
    /// <summary>Headers, text, HTML and the list of attachments.</summary>
    Full,

    /// <summary>Headers only.</summary>
    Metadata,

    /// <summary>Ids and labels only.</summary>
    Minimal,

    /// <summary>The RFC 5322 message itself, base64url.</summary>
    Raw,
}

/// <summary>How much of each message a list tells.</summary>
public enum MessageView
{
    /// <summary>Its ids.</summary>
    Ids,

    /// <summary>Also what a list of messages shows.</summary>
    Metadata,
}

/// <summary>A message in a list. All but the ids only in <see cref="MessageView.Metadata"/>.</summary>
/// <param name="Date">When Gmail received it (<c>internalDate</c>).</param>
public sealed record MessageReference(
    string Id,
    string ThreadId,
    IReadOnlyList<string>? LabelIds = null,
    string? Snippet = null,
    DateTimeOffset? Date = null,
    string? From = null,
    string? To = null,
    string? Subject = null);

/// <summary>One page of a list of messages.</summary>
/// <param name="ResultSizeEstimate">Gmail's estimate; not a count.</param>
public sealed record MessagePage(IReadOnlyList<MessageReference> Messages, string? NextPageToken, long ResultSizeEstimate);

public sealed record MessageHeader(string Name, string Value);

/// <summary>An attachment, without its content.</summary>
/// <param name="AttachmentId">Its place within the message (Gmail's <c>partId</c>), which stays; Gmail's own attachment ids are others at each call.</param>
/// <param name="Size">Bytes.</param>
public sealed record MessageAttachment(string AttachmentId, string Filename, string MimeType, int Size);

/// <summary>A message, taken apart as far as its format tells.</summary>
/// <param name="Date">When Gmail received it (<c>internalDate</c>).</param>
/// <param name="Raw">Base64url; only for <see cref="MessageFormat.Raw"/>.</param>
public sealed record MailMessage(
    string Id,
    string ThreadId,
    IReadOnlyList<string> LabelIds,
    string? Snippet,
    string? HistoryId,
    DateTimeOffset? Date,
    int SizeEstimate,
    string? From,
    string? To,
    string? Cc,
    string? Subject,
    IReadOnlyList<MessageHeader> Headers,
    string? Text,
    string? Html,
    IReadOnlyList<MessageAttachment> Attachments,
    string? Raw);

/// <summary>What Gmail said to one call.</summary>
public abstract record MailboxAnswer<T>
{
    private MailboxAnswer()
    {
    }

    /// <summary>Goes on with what was found; anything else stays the answer.</summary>
    public async Task<MailboxAnswer<TNext>> ThenAsync<TNext>(Func<T, Task<MailboxAnswer<TNext>>> next) => this switch
    {
        Found found => await next(found.Value),
        TokenRejected => new MailboxAnswer<TNext>.TokenRejected(),
        ScopeInsufficient insufficient => new MailboxAnswer<TNext>.ScopeInsufficient(insufficient.AnyOf),
        Failed failed => new MailboxAnswer<TNext>.Failed(failed.Failure),
        _ => throw new InvalidOperationException($"Unknown mailbox answer {GetType().Name}."),
    };

    public sealed record Found(T Value) : MailboxAnswer<T>;

    /// <summary>401: the access token is not, or no longer, honoured.</summary>
    public sealed record TokenRejected : MailboxAnswer<T>;

    /// <summary>403 for scope: the token carries too little.</summary>
    /// <param name="AnyOf">The scopes that would do, where Gmail names them.</param>
    public sealed record ScopeInsufficient(IReadOnlyList<string> AnyOf) : MailboxAnswer<T>;

    public sealed record Failed(Failure Failure) : MailboxAnswer<T>;
}

/// <summary>One person's Gmail. Each method is one call to Google, never repeated here, bounded in time and size.</summary>
public interface IMailbox
{
    Task<MailboxAnswer<MessagePage>> ListMessagesAsync(Secret accessToken, MessageFilter filter, int pageSize, string? pageToken, CancellationToken ct);

    Task<MailboxAnswer<MailProfile>> GetProfileAsync(Secret accessToken, CancellationToken ct);

    Task<MailboxAnswer<HistoryPage>> ListHistoryAsync(Secret accessToken, ulong startHistoryId, int pageSize, string? pageToken, CancellationToken ct);

    Task<MailboxAnswer<LabelledMessage>> ModifyMessageAsync(
        Secret accessToken, string messageId, IReadOnlyList<string> addLabelIds, IReadOnlyList<string> removeLabelIds, CancellationToken ct);

    Task<MailboxAnswer<LabelledMessage>> TrashMessageAsync(Secret accessToken, string messageId, CancellationToken ct);

    Task<MailboxAnswer<LabelledMessage>> UntrashMessageAsync(Secret accessToken, string messageId, CancellationToken ct);

    /// <summary>How long the attempts to send one message may take together.</summary>
    TimeSpan LongestSend { get; }

    /// <summary>Sends a message. <c>google_unavailable</c> leaves open whether Gmail took it.</summary>
    Task<MailboxAnswer<SentMessage>> SendMessageAsync(Secret accessToken, Rfc822Message message, CancellationToken ct);

    Task<MailboxAnswer<Done>> DeleteMessageAsync(Secret accessToken, string messageId, CancellationToken ct);

    Task<MailboxAnswer<Done>> BatchModifyMessagesAsync(
        Secret accessToken, IReadOnlyList<string> ids, IReadOnlyList<string> addLabelIds, IReadOnlyList<string> removeLabelIds, CancellationToken ct);

    Task<MailboxAnswer<Done>> BatchDeleteMessagesAsync(Secret accessToken, IReadOnlyList<string> ids, CancellationToken ct);

    Task<MailboxAnswer<MailMessage>> GetMessageAsync(Secret accessToken, string messageId, MessageFormat format, CancellationToken ct);
}
