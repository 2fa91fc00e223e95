using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>One person's mail, labels, drafts and their history. Safe for many callers; readers get snapshots.</summary>
internal sealed class Mailbox
{
    private readonly Lock _gate = new();
    private readonly MailboxContents _contents = new();
    private readonly List<MailboxChange> _changes = [];
    private int _generated;
    private ulong _lastId;

    /// <summary>Every message, newest first.</summary>
    public IReadOnlyList<StoredMessage> Messages => Read(contents => contents.NewestFirst);

    public IReadOnlyList<Label> Labels => Read<IReadOnlyList<Label>>(contents => [.. Label.System, .. contents.UserLabels]);

    /// <summary>Every draft, newest first.</summary>
    public IReadOnlyList<Draft> Drafts => Read<IReadOnlyList<Draft>>(contents =>
    [
        .. contents.Drafts
            .OrderByDescending(draft => draft.Message.InternalDate)
            .ThenByDescending(draft => draft.Message.Id, StringComparer.Ordinal),
    ]);

    public ulong HistoryId => Read(contents => contents.HistoryId);

    /// <summary>What happened since the mailbox was generated.</summary>
    public IReadOnlyList<MailboxChange> Changes
    {
        get
        {
            lock (_gate)
            {
                return _changes[_generated..];
            }
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out StoredMessage? message) => (message = Read(contents => contents.Find(id))) is not null;

    public Label? FindLabel(string id) => Labels.FirstOrDefault(label => label.Id == id);

    public Draft? FindDraft(string id) => Read(contents => contents.FindDraft(id));

    /// <summary>The messages of a conversation, oldest first; none when there is no such conversation.</summary>
    public IReadOnlyList<StoredMessage> Thread(string id) => [.. Messages.Where(message => message.ThreadId == id).Reverse()];

    /// <summary>All records with the id that belongs to them, oldest first.</summary>
    public (IReadOnlyList<HistoryRecord> Records, ulong HistoryId) History() =>
        Read<(IReadOnlyList<HistoryRecord>, ulong)>(contents => ([.. contents.History], contents.HistoryId));

    /// <summary>What has been done so far is the mailbox's beginning and follows from its seed.</summary>
    public void EndGeneration()
    {
        lock (_gate)
        {
            _generated = _changes.Count;
        }
    }

    /// <summary>Does again what was done before a restart.</summary>
    public void Replay(IEnumerable<MailboxChange> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                Apply(change);
            }
        }
    }

    /// <summary>Stores a message; without a thread to join it starts its own.</summary>
    public StoredMessage Add(
        byte[] raw, IEnumerable<string> labelIds, DateTimeOffset internalDate, DateTimeOffset at, string? threadId = null)
    {
        lock (_gate)
        {
            var id = FreeId(internalDate, raw);
            Apply(new MessageAdded(at, id, threadId ?? id, raw, [.. labelIds.Distinct(StringComparer.Ordinal)], internalDate));
            return _contents.Find(id)!;
        }
    }

    /// <summary>Changes the labels of a message, and answers it as it is then; null when it is gone.</summary>
    public StoredMessage? Relabel(string id, IEnumerable<string> add, IEnumerable<string> remove, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_contents.Find(id) is not { } message)
            {
                return null;
            }

            string[] added = [.. add.Except(message.LabelIds)];
            string[] removed = [.. remove.Intersect(message.LabelIds)];
            if (added.Length + removed.Length > 0)
            {
                Apply(new LabelsChanged(at, id, added, removed));
            }

            return _contents.Find(id);
        }
    }

    /// <summary>Deletes a message for good; false when it is gone already.</summary>
    public bool Delete(string id, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_contents.Find(id) is null)
            {
                return false;
            }

            Apply(new MessageDeleted(at, id));
            return true;
        }
    }

    public Label AddLabel(string name, DateTimeOffset at) => TryAddLabel(id => new Label(id, name, IsSystem: false), at)
        ?? throw new InvalidOperationException($"The label {name} exists.");

    /// <summary>Adds a label with an id of its own; null when its name is taken.</summary>
    public Label? TryAddLabel(Func<string, Label> create, DateTimeOffset at)
    {
        lock (_gate)
        {
            return TrySave(create(_contents.NextLabelId), at);
        }
    }

    /// <summary>Changes a label; null when another one has the name.</summary>
    public Label? TryChangeLabel(Label label, DateTimeOffset at)
    {
        lock (_gate)
        {
            return TrySave(label, at);
        }
    }

    /// <summary>Deletes a label, and takes it off every message first.</summary>
    public void DeleteLabel(string id, DateTimeOffset at)
    {
        lock (_gate)
        {
            foreach (var message in _contents.NewestFirst.Where(message => message.LabelIds.Contains(id)))
            {
                Apply(new LabelsChanged(at, message.Id, [], [id]));
            }

            Apply(new LabelDeleted(at, id));
        }
    }

    /// <summary>Gives a draft its message, a new draft or one whose message this one replaces; null when the draft is gone.</summary>
    public Draft? SaveDraft(string? draftId, byte[] raw, DateTimeOffset at, string? threadId)
    {
        lock (_gate)
        {
            var replaced = draftId is null ? null : _contents.FindDraft(draftId);
            if (draftId is not null && replaced is null)
            {
                return null;
            }

            var message = Add(raw, [Label.Draft], at, at, threadId);
            var id = draftId ?? $"r{RandomNumberGenerator.GetString("123456789", 1)}{RandomNumberGenerator.GetString("0123456789", 18)}";
            Apply(new DraftSaved(at, id, message.Id));
            if (replaced is not null)
            {
                Apply(new MessageDeleted(at, replaced.Message.Id));
            }

            return new Draft(id, message);
        }
    }

    private Label? TrySave(Label label, DateTimeOffset at)
    {
        if (_contents.UserLabels.Any(known => known.Id != label.Id && string.Equals(known.Name, label.Name, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        Apply(new LabelSaved(at, label));
        return label;
    }

    private void Apply(MailboxChange change)
    {
        _contents.Apply(change);
        _changes.Add(change);
    }

    private T Read<T>(Func<MailboxContents, T> read)
    {
        lock (_gate)
        {
            return read(_contents);
        }
    }

    // Gmail's ids grow with time and have sixteen hex digits; the low ones look random and follow from the content.
    private string FreeId(DateTimeOffset internalDate, byte[] raw)
    {
        const int lowBits = 20;
        var low = SHA256.HashData(raw);
        var id = ((ulong)Math.Max(internalDate.ToUnixTimeMilliseconds(), 1) << lowBits) + (BitConverter.ToUInt32(low) >> (32 - lowBits));
        if (id >> lowBits == _lastId >> lowBits)
        {
            // Of one millisecond, too, the later is the newer.
            id = Math.Max(id, _lastId + 1);
        }

        while (_contents.Find(Print(id)) is not null)
        {
            id++;
        }

        _lastId = id;
        return Print(id);
    }

    private static string Print(ulong id) => id.ToString("x16", CultureInfo.InvariantCulture);
}
