using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>One person's mail and labels. Safe for many callers; readers get snapshots.</summary>
internal sealed class Mailbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredMessage> _byId = new(StringComparer.Ordinal);
    private readonly List<Label> _userLabels = [];
    private StoredMessage[]? _newestFirst = [];
    private ulong _historyId = 1_000_000;

    /// <summary>Every message, newest first.</summary>
    public IReadOnlyList<StoredMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                return _newestFirst ??= [.. _byId.Values
                    .OrderByDescending(message => message.InternalDate)
                    .ThenByDescending(message => message.Id, StringComparer.Ordinal)];
            }
        }
    }

    public IReadOnlyList<Label> Labels
    {
        get
        {
            lock (_gate)
            {
                return [.. Label.System, .. _userLabels];
            }
        }
    }

    public ulong HistoryId
    {
        get
        {
            lock (_gate)
            {
                return _historyId;
            }
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out StoredMessage? message)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out message);
        }
    }

    public Label? FindLabel(string id) => Labels.FirstOrDefault(label => label.Id == id);

    /// <summary>Stores a message; without a thread to join it starts its own.</summary>
    public StoredMessage Add(byte[] raw, IEnumerable<string> labelIds, DateTimeOffset internalDate, string? threadId = null)
    {
        lock (_gate)
        {
            var id = FreeId(internalDate, raw);
            var thread = threadId is null ? id : Convert.ToUInt64(threadId, 16);
            var message = new StoredMessage(id, thread, raw, labelIds, internalDate, ++_historyId);
            _byId.Add(message.Id, message);
            _newestFirst = null;
            return message;
        }
    }

    public Label AddLabel(string name)
    {
        lock (_gate)
        {
            var label = new Label($"Label_{_userLabels.Count + 1}", name, IsSystem: false);
            _userLabels.Add(label);
            return label;
        }
    }

    // Gmail's ids grow with time and have sixteen hex digits; the low ones look random and follow from the content.
    private ulong FreeId(DateTimeOffset internalDate, byte[] raw)
    {
        const int lowBits = 20;
        var low = SHA256.HashData(raw);
        var id = ((ulong)Math.Max(internalDate.ToUnixTimeMilliseconds(), 1) << lowBits) + (BitConverter.ToUInt32(low) >> (32 - lowBits));
        while (_byId.ContainsKey(StoredMessage.Print(id)))
        {
            id++;
        }

        return id;
    }
}
