using System.Globalization;

namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>What a mailbox holds, as its changes made it. <see cref="Mailbox"/> guards it.</summary>
internal sealed class MailboxContents
{
    public const ulong FirstHistoryId = 1_000_000;

    private readonly Dictionary<string, StoredMessage> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _messageOfDraft = new(StringComparer.Ordinal);
    private readonly List<Label> _userLabels = [];
    private readonly List<HistoryRecord> _history = [];
    private StoredMessage[]? _newestFirst;
    private int _lastLabel;

    /// <summary>Every message, newest first; stays as it is when the mailbox changes.</summary>
    public IReadOnlyList<StoredMessage> NewestFirst => _newestFirst ??=
    [
        .. _messages.Values.OrderByDescending(message => message.InternalDate).ThenByDescending(message => message.Id, StringComparer.Ordinal),
    ];

    public IReadOnlyList<Label> UserLabels => _userLabels;

    public IReadOnlyList<HistoryRecord> History => _history;

    public IEnumerable<Draft> Drafts => _messageOfDraft.Select(pair => new Draft(pair.Key, _messages[pair.Value]));

    public ulong HistoryId { get; private set; } = FirstHistoryId;

    /// <summary>An id that no label of this mailbox has or had.</summary>
    public string NextLabelId => $"Label_{_lastLabel + 1}";

    public StoredMessage? Find(string id) => _messages.GetValueOrDefault(id);

    public Draft? FindDraft(string id) => _messageOfDraft.TryGetValue(id, out var messageId) ? new Draft(id, _messages[messageId]) : null;

    public void Apply(MailboxChange change)
    {
        HistoryId++;
        switch (change)
        {
            case MessageAdded added:
                Put(added, new StoredMessage(added.Id, added.ThreadId, added.Raw, added.LabelIds, added.InternalDate, HistoryId));
                break;
            case LabelsChanged changed:
                var message = _messages[changed.Id];
                Put(changed, message.With(message.LabelIds.Except(changed.Removed).Union(changed.Added), HistoryId));
                break;
            case MessageDeleted deleted:
                Remove(deleted);
                break;
            case LabelSaved saved:
                Put(saved.Label);
                break;
            case LabelDeleted deleted:
                _userLabels.RemoveAll(label => label.Id == deleted.Id);
                break;
            case DraftSaved saved:
                _messageOfDraft[saved.DraftId] = saved.MessageId;
                break;
            default:
                throw new InvalidOperationException($"A mailbox cannot apply {change.GetType().Name}.");
        }
    }

    private void Put(MailboxChange change, StoredMessage message)
    {
        _messages[message.Id] = message;
        Record(change, message);
    }

    private void Remove(MessageDeleted change)
    {
        _messages.Remove(change.Id, out var message);
        foreach (var draft in _messageOfDraft.Where(pair => pair.Value == change.Id).ToList())
        {
            _messageOfDraft.Remove(draft.Key);
        }

        Record(change, message!);
    }

    private void Record(MailboxChange change, StoredMessage message)
    {
        _newestFirst = null;
        _history.Add(new HistoryRecord(HistoryId, change, message));
    }

    private void Put(Label label)
    {
        var index = _userLabels.FindIndex(known => known.Id == label.Id);
        if (index >= 0)
        {
            _userLabels[index] = label;
            return;
        }

        _userLabels.Add(label);
        _lastLabel = int.Parse(label.Id.AsSpan(label.Id.IndexOf('_', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
    }
}
