using GmailPlatform.GoogleSandbox.Gmail.Search;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>A message as it rests in a mailbox: the RFC 5322 bytes and what Gmail knows about them.</summary>
internal sealed class StoredMessage
{
    /// <summary>Parts that are nested deeper are not taken apart: an answer's JSON would be too deep for its readers.</summary>
    private static readonly ParserOptions Reading = new() { MaxMimeDepth = 25 };

    private readonly Lazy<SearchDocument> _document;

    public StoredMessage(string id, string threadId, byte[] raw, IEnumerable<string> labelIds, DateTimeOffset internalDate, ulong historyId)
    {
        Id = id;
        ThreadId = threadId;
        Raw = raw;
        LabelIds = labelIds.ToHashSet(StringComparer.Ordinal);
        InternalDate = DateTimeOffset.FromUnixTimeMilliseconds(internalDate.ToUnixTimeMilliseconds());
        HistoryId = historyId;
        _document = new Lazy<SearchDocument>(() => SearchDocument.Of(Parse()));
    }

    private StoredMessage(StoredMessage other, IEnumerable<string> labelIds, ulong historyId)
    {
        Id = other.Id;
        ThreadId = other.ThreadId;
        Raw = other.Raw;
        LabelIds = labelIds.ToHashSet(StringComparer.Ordinal);
        InternalDate = other.InternalDate;
        HistoryId = historyId;
        _document = other._document;
    }

    public string Id { get; }

    public string ThreadId { get; }

    public byte[] Raw { get; }

    public IReadOnlySet<string> LabelIds { get; }

    /// <summary>In whole milliseconds, as Gmail keeps it: the order of the list rests on it.</summary>
    public DateTimeOffset InternalDate { get; }

    public ulong HistoryId { get; }

    /// <summary>What search looks at; read once.</summary>
    public SearchDocument Document => _document.Value;

    public bool IsSpamOrTrash => LabelIds.Contains(Label.Spam) || LabelIds.Contains(Label.Trash);

    /// <summary>The same message with other labels.</summary>
    public StoredMessage With(IEnumerable<string> labelIds, ulong historyId) => new(this, labelIds, historyId);

    public MimeMessage Parse()
    {
        using var stream = new MemoryStream(Raw, writable: false);
        return MimeMessage.Load(Reading, stream);
    }
}
